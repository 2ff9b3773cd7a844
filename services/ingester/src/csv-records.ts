import { isUtf8 } from 'node:buffer'
import * as E from 'fp-ts/Either'
import { closest } from './closest'
import { type CsvColumns, columnsOf, csvEvent } from './csv-event'
import { CSV_MAPPING_DEFAULT, type CsvMapping } from './csv-mapping'
import { csvRows, quotedRecordEnd } from './csv-rows'
import { defect } from './defect'
import { type Defect, type RawRecord, type Reading, RECORD_BYTES_MAX } from './raw-record'
import { type Piece, RecordSplitter } from './record-splitter'
import { SourceFault } from './source-fault'

const CSV_SOURCE_DEFAULT = '/csv'

export interface CsvOptions {
  /** Fields that it doesn't name keep their default column. */
  readonly mapping?: CsvMapping
  /** The events' `source`. */
  readonly source?: string
}

/** What a row is read by, once the header is known. */
interface Shape {
  readonly header: ReadonlyArray<string>
  readonly columns: CsvColumns
  readonly source: string
  readonly reading: Reading
}

const shapeOf = (header: ReadonlyArray<string>, mapping: CsvMapping, source: string): Shape => ({
  header,
  columns: columnsOf(header, mapping),
  source,
  reading: { format: 'csv', header: JSON.stringify(header), mapping: JSON.stringify(mapping), source },
})

const headerOf = (file: string, { bytes }: Piece): ReadonlyArray<string> => {
  const row = bytes.length <= RECORD_BYTES_MAX && isUtf8(bytes) ? csvRows([bytes])[0] : undefined
  if (row !== undefined && E.isRight(row)) return row.right
  throw new SourceFault(
    'CSV_HEADER_INVALID',
    `the first line of ${file} isn't a header of UTF-8 text: ${row?.left.message ?? 'unreadable bytes'}`,
  )
}

/** Every mapped column stands in the header exactly once, else the whole file would be read wrongly. */
const requireColumns = (file: string, header: ReadonlyArray<string>, mapping: CsvMapping): void => {
  for (const [field, column] of Object.entries(mapping)) {
    const found = header.filter((name) => name === column).length
    if (found > 1)
      throw new SourceFault(
        'CSV_COLUMN_AMBIGUOUS',
        `${file} has ${found} columns "${column}", so it isn't clear which one is ${field}`,
      )
    if (found === 1) continue
    throw new SourceFault(
      'CSV_COLUMN_MISSING',
      `${file} has no column "${column}" for ${field}; its columns are ${header.join(', ')}. Did you mean --map ${field}=${closest(column, header)}?`,
    )
  }
}

const wrongCells = (found: number, { header }: Shape): Defect =>
  defect('CSV_CELLS', 'row', `${found} cells`, `${header.length} cells, one for each of ${header.join(', ')}`)

type Judged = Pick<RawRecord, 'text'> | Pick<RawRecord, 'defect'>

const judged = (row: E.Either<Defect, ReadonlyArray<string>>, shape: Shape): Judged => {
  if (E.isLeft(row)) return { defect: row.left }
  const cells = row.right
  return cells.length === shape.header.length
    ? { text: csvEvent(cells, shape.columns, shape.source) }
    : { defect: wrongCells(cells.length, shape) }
}

const rowRecords = (file: string, pieces: ReadonlyArray<Piece>, shape: Shape): ReadonlyArray<RawRecord> => {
  const rows = csvRows(pieces.map(({ bytes }) => bytes))
  return pieces.map(({ bytes, line }, index) => ({
    bytes,
    origin: { file, line },
    reading: shape.reading,
    ...judged(rows[index] ?? E.right([]), shape),
  }))
}

/**
 * A spend export: each row stands for a `SpendRecorded` whose `id` is the spend id. Throws `SourceFault` where the header
 * lacks a mapped column, before the first record.
 */
export async function* csvRecords(
  chunks: AsyncIterable<Buffer>,
  file: string,
  options: CsvOptions = {},
): AsyncGenerator<RawRecord> {
  const mapping = { ...CSV_MAPPING_DEFAULT, ...options.mapping }
  const splitter = new RecordSplitter(file, quotedRecordEnd())
  let shape: Shape | undefined
  const records = (pieces: Piece[]): ReadonlyArray<RawRecord> => {
    const [first, ...rest] = pieces
    if (first === undefined || shape !== undefined) return shape === undefined ? [] : rowRecords(file, pieces, shape)
    const header = headerOf(file, first)
    requireColumns(file, header, mapping)
    shape = shapeOf(header, mapping, options.source ?? CSV_SOURCE_DEFAULT)
    return rowRecords(file, rest, shape)
  }
  for await (const chunk of chunks) {
    yield* records(splitter.push(chunk))
    splitter.throwIfOverLimit()
  }
  yield* records(splitter.end())
  if (shape === undefined) throw new SourceFault('CSV_HEADER_MISSING', `${file} is empty: expected a line that names the columns`)
}

/** Reads one quarantined row again, by what was kept of how it was read the first time. */
export const csvRecordAgain = (bytes: Buffer, origin: RawRecord['origin'], reading: Reading): RawRecord => {
  const { header = '[]', mapping = '{}', source = CSV_SOURCE_DEFAULT } = reading
  const shape = shapeOf(JSON.parse(header) as string[], JSON.parse(mapping) as CsvMapping, source)
  return { bytes, origin, reading, ...judged(csvRows([bytes])[0] ?? E.right([]), shape) }
}
