import type { VNode } from 'preact'
import { csvOf, type Exported, ndjsonOf } from '../../model/csv'

const save = (text: string, type: string, name: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

const nameOf = ({ couponId, asOf, knownAt }: Exported, ending: string): string =>
  `${[couponId, asOf === undefined ? 'all' : `as-of-${asOf}`, knownAt === undefined ? 'all' : `known-at-${knownAt}`]
    .join('_')
    .replace(/[^\w.-]/g, '-')}.${ending}`

/** The lines on show, as files. What is hypothetical is in none of them. */
export const Export = (exported: Exported): VNode => (
  <div class="actions">
    <button onClick={() => save(csvOf(exported), 'text/csv;charset=utf-8', nameOf(exported, 'csv'))}>Export CSV</button>
    <button onClick={() => save(ndjsonOf(exported), 'application/x-ndjson', nameOf(exported, 'ndjson'))}>Export NDJSON</button>
  </div>
)
