import type { QuarantinedRecord, QuarantineEntry } from '@earnback/ingester'
import { formatInstant } from '@earnback/kernel'
import { grouped } from './amount'
import type { Look } from './look'
import { table, type TableColumn } from './table'
import { visible } from './visible'

const COLUMNS: ReadonlyArray<TableColumn> = [
  { title: 'id', align: 'left' },
  { title: 'code', align: 'left' },
  { title: 'from', align: 'left' },
  { title: 'bytes', align: 'right' },
  { title: 'problem', align: 'left' },
]
const RAW_CHARS_SHOWN = 4_000

/** File and line, or topic, partition and offset. */
const placeOf = ({ origin: { file, line, topic, partition, offset } }: QuarantineEntry): string =>
  topic === undefined ? `${file ?? '?'}${line === undefined ? '' : `:${line}`}` : `${topic}/${partition}@${offset}`

export const quarantineListText = function* (entries: ReadonlyArray<QuarantineEntry>, look: Look): Generator<string> {
  const rows = entries.map((entry) => [
    entry.quarantineId,
    entry.code,
    placeOf(entry),
    grouped(String(entry.bytes)),
    entry.message.split('\n')[0] ?? '',
  ])
  if (rows.length === 0) yield 'Nothing is in quarantine.'
  else yield* table(COLUMNS, rows, look.columns)
}

export const quarantinedText = function* (record: QuarantinedRecord, look: Look): Generator<string> {
  yield `${look.strong(record.quarantineId)}  ${look.warn(record.code)}`
  for (const line of record.message.split('\n')) yield `  ${visible(line)}`
  yield `from        ${visible(placeOf(record))}`
  yield `set aside   ${formatInstant(record.quarantinedAt)}, position ${record.position}`
  yield `raw bytes   ${grouped(String(record.raw.length))}`
  const text = record.raw.subarray(0, RAW_CHARS_SHOWN).toString()
  yield visible(text)
  if (record.raw.length > RAW_CHARS_SHOWN)
    yield look.faint(`… cut after ${grouped(String(RAW_CHARS_SHOWN))} bytes; --raw prints all`)
}
