import { isUtf8 } from 'node:buffer'
import { CsvError, parse } from 'csv-parse/sync'
import * as E from 'fp-ts/Either'
import { defect } from './defect'
import { type Defect, RECORD_BYTES_MAX } from './raw-record'
import type { FindEnd } from './record-splitter'

const NEWLINE = 0x0a
const QUOTE = 0x22
const COMMA = 0x2c
const LINE_BREAK = Buffer.from([NEWLINE])

type Place = 'field start' | 'field' | 'quoted' | 'after a quote'

/** Ends a record at a newline outside quotes; a quote opens only at the start of a field, so a stray one spoils its own row alone. */
export const quotedRecordEnd = (): FindEnd => {
  let place: Place = 'field start'
  return (chunk, from) => {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]
      if (place === 'quoted') {
        if (byte === QUOTE) place = 'after a quote'
      } else if (byte === NEWLINE) {
        place = 'field start'
        return at
      } else if (byte === QUOTE && place !== 'field') {
        place = 'quoted'
      } else {
        place = byte === COMMA ? 'field start' : 'field'
      }
    }
    return -1
  }
}

type Row = E.Either<Defect, ReadonlyArray<string>>

const cellsOf = (text: Buffer): E.Either<string, ReadonlyArray<ReadonlyArray<string>>> => {
  try {
    return E.right(parse(text, { relax_column_count: true, record_delimiter: ['\n'] }))
  } catch (error) {
    if (error instanceof CsvError) return E.left(error.message)
    throw error
  }
}

const rowOf = (record: Buffer): Row => {
  const cells = cellsOf(record)
  if (E.isRight(cells) && cells.right.length === 1 && cells.right[0] !== undefined) return E.right(cells.right[0])
  const expected =
    'one row of RFC 4180: a cell with a quote, a comma or a line break stands in double quotes, quotes in it are doubled'
  return E.left(defect('CSV_QUOTING', 'row', E.isLeft(cells) ? cells.left : 'several rows', expected))
}

const isReadable = (record: Buffer): boolean => record.length <= RECORD_BYTES_MAX && isUtf8(record)

/**
 * The cells of each record; none for one that is too large or isn't UTF-8, which is refused for that anyway. The records are read
 * together, because the parser's start costs more than a row; where one of them is bad, each is read alone.
 */
export const csvRows = (records: ReadonlyArray<Buffer>): ReadonlyArray<Row> => {
  const readable = records.filter(isReadable)
  const together = cellsOf(Buffer.concat(readable.flatMap((record) => [record, LINE_BREAK])))
  const rows: ReadonlyArray<Row> =
    E.isRight(together) && together.right.length === readable.length
      ? together.right.map((cells) => E.right(cells))
      : readable.map(rowOf)
  let next = 0
  return records.map((record) => (isReadable(record) ? rows[next++] : undefined) ?? E.right([]))
}
