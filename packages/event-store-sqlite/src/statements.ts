import type { Database } from 'better-sqlite3'

export interface MetaRow {
  readonly format: number
  readonly store_id: string
  readonly position: number
  readonly recorded_at: number
  readonly hash: Buffer
  readonly seal: Buffer
}

export interface BatchRow {
  readonly first_position: number
  readonly count: number
  readonly recorded_at: number
  readonly previous_hash: Buffer
  readonly hash: Buffer
  readonly names: Buffer
  readonly notes: Buffer
  readonly streams: Buffer
  readonly revisions: Buffer
  readonly ends: Buffer
  readonly body: Buffer
}

interface Range {
  readonly first_position: number
  readonly count: number
}

export type TailRow = Pick<BatchRow, 'first_position' | 'count' | 'hash'>
export interface SegmentRow extends Range {
  readonly names: Buffer
  readonly streams: Buffer
  readonly identities: Buffer
}
export type StreamsRow = Omit<SegmentRow, 'identities'>
export type IdentitiesRow = Omit<SegmentRow, 'names' | 'streams'>
export interface ColumnsRow extends Range {
  readonly version: string
  readonly data: Buffer
}
export interface SegmentColumnsRow extends Range {
  readonly version: string | null
  readonly data: Buffer | null
}
export interface ViewRow {
  readonly view: string
  readonly version: string
  readonly position: number
  readonly row_count: number
  readonly digest: number
  readonly seal: number
}
export interface ViewItemRow {
  readonly key: string
  readonly json: string
  readonly seal: number
}

// The row that covers a position is the last one that starts at or before it.
const FROM_COVERING = (table: string): string =>
  `WHERE first_position >= (SELECT coalesce(max(first_position), 0) FROM ${table} WHERE first_position <= ?) ORDER BY first_position`

const logStatements = (db: Database) => ({
  begin: db.prepare<[]>('BEGIN IMMEDIATE'),
  commit: db.prepare<[]>('COMMIT'),
  rollback: db.prepare<[]>('ROLLBACK'),
  meta: db.prepare<[], MetaRow>('SELECT format, store_id, position, recorded_at, hash, seal FROM meta'),
  setMeta: db.prepare<[number, number, Uint8Array, Uint8Array]>('UPDATE meta SET position = ?, recorded_at = ?, hash = ?, seal = ?'),
  insertBatch: db.prepare<[BatchInsert]>(
    `INSERT INTO batch VALUES (@firstPosition, @count, @recordedAt, @previousHash, @hash, @names, @notes, @streams, @revisions, @ends, @body)`,
  ),
  tail: db.prepare<[], TailRow>('SELECT first_position, count, hash FROM batch ORDER BY first_position DESC LIMIT 1'),
  batchAt: db.prepare<[number], BatchRow>('SELECT * FROM batch WHERE first_position <= ? ORDER BY first_position DESC LIMIT 1'),
  batchesFrom: db.prepare<[number], BatchRow>(`SELECT * FROM batch ${FROM_COVERING('batch')}`),
})

export interface BatchInsert {
  readonly firstPosition: number
  readonly count: number
  readonly recordedAt: number
  readonly previousHash: Uint8Array
  readonly hash: Uint8Array
  readonly names: Uint8Array
  readonly notes: Uint8Array
  readonly streams: Uint8Array
  readonly revisions: Uint8Array
  readonly ends: Uint8Array
  readonly body: Uint8Array
}

const cacheStatements = (db: Database) => ({
  insertSegment: db.prepare<[number, number, Uint8Array, Uint8Array, Uint8Array]>('INSERT INTO segment VALUES (?, ?, ?, ?, ?)'),
  insertColumns: db.prepare<[number, number, string, Uint8Array]>('INSERT OR REPLACE INTO columns VALUES (?, ?, ?, ?)'),
  deleteSegments: db.prepare<[number]>('DELETE FROM segment WHERE first_position >= ?'),
  deleteColumns: db.prepare<[number]>('DELETE FROM columns WHERE first_position >= ?'),
  segmentTail: db.prepare<[number], { first_position: number; count: number }>(
    'SELECT first_position, count FROM segment ORDER BY first_position DESC LIMIT ?',
  ),
  segmentRange: db.prepare<[number, number], { first_position: number }>(
    'SELECT first_position FROM segment WHERE first_position = ? AND count = ?',
  ),
  segmentsFrom: db.prepare<[number], SegmentRow>('SELECT * FROM segment WHERE first_position >= ? ORDER BY first_position'),
  columnsFrom: db.prepare<[number], ColumnsRow>('SELECT * FROM columns WHERE first_position >= ? ORDER BY first_position'),
  streamsFrom: db.prepare<[number], StreamsRow>(
    `SELECT first_position, count, names, streams FROM segment ${FROM_COVERING('segment')}`,
  ),
  identitiesFrom: db.prepare<[number], IdentitiesRow>(
    `SELECT first_position, count, identities FROM segment ${FROM_COVERING('segment')}`,
  ),
  segmentColumns: db.prepare<[number], SegmentColumnsRow>(
    `SELECT s.first_position, s.count, c.version, c.data FROM segment s
     LEFT JOIN columns c ON c.first_position = s.first_position AND c.count = s.count
     WHERE s.first_position <= ? ORDER BY s.first_position DESC LIMIT 1`,
  ),
})

const viewStatements = (db: Database) => ({
  view: db.prepare<[string], ViewRow>('SELECT * FROM view WHERE view = ?'),
  views: db.prepare<[], ViewRow>('SELECT * FROM view ORDER BY view'),
  setView: db.prepare<[string, string, number, number, number, number]>('INSERT OR REPLACE INTO view VALUES (?, ?, ?, ?, ?, ?)'),
  viewItem: db.prepare<[string, string], ViewItemRow>('SELECT key, json, seal FROM view_row WHERE view = ? AND key = ?'),
  viewItems: db.prepare<[string], ViewItemRow>('SELECT key, json, seal FROM view_row WHERE view = ? ORDER BY key'),
  setViewItem: db.prepare<[string, string, string, number]>('INSERT OR REPLACE INTO view_row VALUES (?, ?, ?, ?)'),
  deleteViewItems: db.prepare<[string]>('DELETE FROM view_row WHERE view = ?'),
  strayViewItems: db.prepare<[], { view: string }>('SELECT DISTINCT view FROM view_row WHERE view NOT IN (SELECT view FROM view)'),
})

export const prepareStatements = (db: Database) => ({ ...logStatements(db), ...cacheStatements(db), ...viewStatements(db) })

export type Statements = ReturnType<typeof prepareStatements>
