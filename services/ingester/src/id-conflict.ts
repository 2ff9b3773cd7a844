import { describeFound } from '@earnback/kernel'
import { defect } from './defect'
import type { Defect } from './raw-record'

/** An event whose identity already names another one. */
export const idConflict = (source: string, id: string, position: number): Defect =>
  defect(
    'ID_CONFLICT',
    'id',
    `source ${describeFound(source)} and id ${describeFound(id)}`,
    `an identity of its own: this one names the other event at position ${position}, which stays`,
  )
