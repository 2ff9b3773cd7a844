import type { Database } from 'better-sqlite3'
import { named, query } from './query'

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
export type NamesRow = Omit<SegmentRow, 'streams' | 'identities'>
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
  readonly checksum: number
}
export interface ViewItemRow {
  readonly key: string
  readonly json: string
  readonly checksum: number
}

const BATCH = 'first_position, count, recorded_at, previous_hash, hash, names, notes, streams, revisions, ends, body'
const SEGMENT = 'first_position, count, names, streams, identities'
const COLUMNS = 'first_position, count, version, data'
const VIEW = 'view, version, position, row_count, digest, checksum'
const VIEW_ROW = 'view, key, json, checksum'

// The row that covers a position is the last one that starts at or before it.
const FROM_COVERING = (table: string): string =>
  `WHERE first_position >= (SELECT coalesce(max(first_position), 0) FROM ${table} WHERE first_position <= ?) ORDER BY first_position`

const logStatements = (db: Database) => ({
  begin: query<[]>(db, 'BEGIN IMMEDIATE'),
  commit: query<[]>(db, 'COMMIT'),
  rollback: query<[]>(db, 'ROLLBACK'),
  meta: query<[], MetaRow>(db, `SELECT ${named('format, store_id, position, recorded_at, hash, seal')} FROM meta`),
  setMeta: query<[number, number, number, Uint8Array, Uint8Array]>(
    db,
    'UPDATE meta SET format = ?, position = ?, recorded_at = ?, hash = ?, seal = ?',
  ),
  insertBatch: query<[BatchInsert]>(
    db,
    `INSERT INTO batch (${BATCH}) VALUES (@firstPosition, @count, @recordedAt, @previousHash, @hash, @names, @notes, @streams, @revisions, @ends, @body)`,
  ),
  tail: query<[], TailRow>(db, `SELECT ${named('first_position, count, hash')} FROM batch ORDER BY first_position DESC LIMIT 1`),
  batchAt: query<[number], BatchRow>(
    db,
    `SELECT ${named(BATCH)} FROM batch WHERE first_position <= ? ORDER BY first_position DESC LIMIT 1`,
  ),
  batchesFrom: query<[number], BatchRow>(db, `SELECT ${named(BATCH)} FROM batch ${FROM_COVERING('batch')}`),
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
  insertSegment: query<[number, number, Uint8Array, Uint8Array, Uint8Array]>(
    db,
    `INSERT INTO segment (${SEGMENT}) VALUES (?, ?, ?, ?, ?)`,
  ),
  insertColumns: query<[number, number, string, Uint8Array]>(
    db,
    `INSERT OR REPLACE INTO columns (${COLUMNS}) VALUES (?, ?, ?, ?)`,
  ),
  deleteSegments: query<[number]>(db, 'DELETE FROM segment WHERE first_position >= ?'),
  deleteColumns: query<[number]>(db, 'DELETE FROM columns WHERE first_position >= ?'),
  segmentTail: query<[number], { first_position: number; count: number }>(
    db,
    `SELECT ${named('first_position, count')} FROM segment ORDER BY first_position DESC LIMIT ?`,
  ),
  segmentsFrom: query<[number], SegmentRow>(
    db,
    `SELECT ${named(SEGMENT)} FROM segment WHERE first_position >= ? ORDER BY first_position`,
  ),
  columnsFrom: query<[number], ColumnsRow>(
    db,
    `SELECT ${named(COLUMNS)} FROM columns WHERE first_position >= ? ORDER BY first_position`,
  ),
  namesFrom: query<[number], NamesRow>(
    db,
    `SELECT ${named('first_position, count, names')} FROM segment ${FROM_COVERING('segment')}`,
  ),
  streamsFrom: query<[number], StreamsRow>(
    db,
    `SELECT ${named('first_position, count, names, streams')} FROM segment ${FROM_COVERING('segment')}`,
  ),
  identitiesFrom: query<[number], IdentitiesRow>(
    db,
    `SELECT ${named('first_position, count, identities')} FROM segment ${FROM_COVERING('segment')}`,
  ),
  segmentColumns: query<[number], SegmentColumnsRow>(
    db,
    `SELECT s.first_position AS first_position, s.count AS count, c.version AS version, c.data AS data FROM segment s
     LEFT JOIN columns c ON c.first_position = s.first_position AND c.count = s.count
     WHERE s.first_position <= ? ORDER BY s.first_position DESC LIMIT 1`,
    true,
  ),
})

const auditStatements = (db: Database) => ({
  quickCheck: query<[], { quick_check: string }>(db, 'PRAGMA quick_check(100)'),
  batchAfter: query<[number], BatchRow>(
    db,
    `SELECT ${named(BATCH)} FROM batch WHERE first_position > ? ORDER BY first_position LIMIT 1`,
  ),
  segmentAt: query<[number], SegmentRow>(db, `SELECT ${named(SEGMENT)} FROM segment WHERE first_position = ?`),
  columnsAt: query<[number], ColumnsRow>(db, `SELECT ${named(COLUMNS)} FROM columns WHERE first_position = ?`),
  cacheRows: query<[], { segments: number; columns: number }>(
    db,
    'SELECT (SELECT count(*) FROM segment) AS segments, (SELECT count(*) FROM columns) AS columns',
  ),
})

const viewStatements = (db: Database) => ({
  view: query<[string], ViewRow>(db, `SELECT ${named(VIEW)} FROM view WHERE view = ?`),
  views: query<[], ViewRow>(db, `SELECT ${named(VIEW)} FROM view ORDER BY view`),
  setView: query<[string, string, number, number, number, number]>(
    db,
    `INSERT OR REPLACE INTO view (${VIEW}) VALUES (?, ?, ?, ?, ?, ?)`,
  ),
  viewItem: query<[string, string], ViewItemRow>(
    db,
    `SELECT ${named('key, json, checksum')} FROM view_row WHERE view = ? AND key = ?`,
  ),
  viewItems: query<[string], ViewItemRow>(db, `SELECT ${named('key, json, checksum')} FROM view_row WHERE view = ? ORDER BY key`),
  setViewItem: query<[string, string, string, number]>(db, `INSERT OR REPLACE INTO view_row (${VIEW_ROW}) VALUES (?, ?, ?, ?)`),
  deleteViewItems: query<[string]>(db, 'DELETE FROM view_row WHERE view = ?'),
  strayViewItems: query<[], { view: string }>(
    db,
    'SELECT DISTINCT view AS view FROM view_row WHERE view NOT IN (SELECT view FROM view)',
  ),
})

export const prepareStatements = (db: Database) => ({
  ...logStatements(db),
  ...cacheStatements(db),
  ...viewStatements(db),
  ...auditStatements(db),
})

export type Statements = ReturnType<typeof prepareStatements>
