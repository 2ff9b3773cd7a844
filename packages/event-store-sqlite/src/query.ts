import type { Database } from 'better-sqlite3'
import { corrupt } from './faults'

/** A prepared statement: what it is given, and the rows it answers. */
export interface Query<Given extends unknown[], Row> {
  run(...given: Given): unknown
  get(...given: Given): Row | undefined
  all(...given: Given): Row[]
  iterate(...given: Given): Iterable<Row>
}

type Kind = 'number' | 'string' | 'bytes'

const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  return ArrayBuffer.isView(value) ? 'bytes' : typeof value
}

const FIELDS: Readonly<Record<string, Kind>> = {
  first_position: 'number',
  count: 'number',
  recorded_at: 'number',
  previous_hash: 'bytes',
  hash: 'bytes',
  names: 'bytes',
  notes: 'bytes',
  streams: 'bytes',
  revisions: 'bytes',
  ends: 'bytes',
  body: 'bytes',
  identities: 'bytes',
  data: 'bytes',
  version: 'string',
  format: 'number',
  store_id: 'string',
  position: 'number',
  seal: 'bytes',
  view: 'string',
  key: 'string',
  json: 'string',
  row_count: 'number',
  digest: 'number',
  checksum: 'number',
}

/** In a damaged row any field may be of any type, whatever the table allows; that is damage and not a bug. */
const checked = <Row>(row: Row, mayBeNull: boolean): Row => {
  for (const [field, value] of Object.entries(row as Readonly<Record<string, unknown>>)) {
    const expected = FIELDS[field]
    const kind = kindOf(value)
    const isRight = expected === undefined || kind === expected || (kind === 'null' && mayBeNull)
    if (!isRight) throw corrupt(`the field ${field} of a row is ${kind}`)
  }
  return row
}

/** `mayBeNull` where a join may find no row. */
export const query = <Given extends unknown[], Row = never>(db: Database, sql: string, mayBeNull = false): Query<Given, Row> => {
  const statement = db.prepare<Given, Row>(sql)
  return {
    run: (...given) => statement.run(...given),
    get: (...given) => {
      const row = statement.get(...given)
      return row === undefined ? undefined : checked(row, mayBeNull)
    },
    all: (...given) => {
      const rows = statement.all(...given)
      for (const row of rows) checked(row, mayBeNull)
      return rows
    },
    *iterate(...given) {
      for (const row of statement.iterate(...given)) yield checked(row, mayBeNull)
    },
  }
}

/**
 * Fields by name, each again as its alias: where damage renamed a field the statement is refused instead of answering something
 * else, and damage to the case of a letter, which would pass, does not change the name that is answered.
 */
export const named = (fields: string): string =>
  fields
    .split(', ')
    .map((field) => `${field} AS ${field}`)
    .join(', ')
