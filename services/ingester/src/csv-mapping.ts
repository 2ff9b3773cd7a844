import * as E from 'fp-ts/Either'
import { closest } from './closest'

/** The fields of a spend that a column can fill. */
export const CSV_FIELDS = [
  'spendId',
  'occurredAt',
  'adAccountId',
  'amount',
  'currency',
  'kind',
  'tax',
  'cash',
  'credit',
  'periodStart',
  'periodEnd',
  'campaignId',
] as const
export type CsvField = (typeof CSV_FIELDS)[number]

/** Which column fills a field. */
export type CsvMapping = Readonly<Partial<Record<CsvField, string>>>

export const CSV_MAPPING_DEFAULT: CsvMapping = {
  spendId: 'spend_id',
  occurredAt: 'occurred_at',
  adAccountId: 'account_id',
  amount: 'amount',
  currency: 'currency',
}

export interface MappingInvalid {
  readonly kind: 'MappingInvalid'
  readonly code: 'CSV_MAPPING_INVALID'
  readonly message: string
}

const invalid = (message: string): E.Either<MappingInvalid, never> =>
  E.left({ kind: 'MappingInvalid', code: 'CSV_MAPPING_INVALID', message })

const isField = (name: string): name is CsvField => CSV_FIELDS.some((field) => field === name)

/** Reads `spendId=spend_id,amount=amount_cny`. Fields that it doesn't name keep their default column. */
export const parseMapping = (text: string): E.Either<MappingInvalid, CsvMapping> => {
  const mapping: Partial<Record<CsvField, string>> = {}
  for (const part of text.split(',')) {
    const at = part.indexOf('=')
    const field = part.slice(0, Math.max(at, 0)).trim()
    const column = part.slice(at + 1).trim()
    if (at === -1 || column === '') return invalid(`found "${part}", expected field=column, such as amount=amount_cny`)
    if (!isField(field)) {
      return invalid(
        `there is no field "${field}" to map; did you mean ${closest(field, CSV_FIELDS)}? The fields are ${CSV_FIELDS.join(', ')}`,
      )
    }
    if (mapping[field] !== undefined) return invalid(`the field ${field} is mapped twice`)
    mapping[field] = column
  }
  return E.right(mapping)
}
