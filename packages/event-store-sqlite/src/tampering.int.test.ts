import type Database from 'better-sqlite3'
import * as E from 'fp-ts/Either'
import type { EventStore, LogProblem } from '@earnback/event-store'
import { sampleEvent } from '@earnback/event-store/testing'
import { appendAll, StoreFolder } from './testing/store-file'

type Cell = number | string | Buffer

const BLOBS = ['previous_hash', 'hash', 'names', 'notes', 'streams', 'revisions', 'ends', 'body']
const INTEGERS = ['first_position', 'count', 'recorded_at']
const TABLES = ['batch', 'segment', 'columns', 'meta', 'view', 'view_row']
// Not 1 and 2: with those flipped, row 3 would take another's place.
const INTEGER_BITS = [0, 3, 7, 8, 20, 31, 32, 50]

const filled = async (store: EventStore): Promise<void> => {
  await appendAll(store, [sampleEvent('a', { stream: 's' }), sampleEvent('b', { stream: 't', notes: { line: 1 } })])
  await appendAll(store, [
    sampleEvent('c', { stream: 'u', notes: { line: 2 } }),
    sampleEvent('d', { stream: 's', text: '🎉é' }),
    sampleEvent('e', { stream: 'v' }),
  ])
  for (const id of ['f', 'g', 'h']) await appendAll(store, [sampleEvent(id, { stream: 's' })])
  for (const [view, key] of [
    ['progress', 'x'],
    ['progress', 'y'],
    ['other', 'x'],
  ] as const) {
    const changed = await store.changeView({
      view,
      version: 'v1',
      position: 7,
      upserts: [[key, `{"of":"${key}"}`]],
      replace: false,
    })()
    if (E.isLeft(changed)) throw new Error('the view was not written')
  }
}

const flipped = (value: Cell, bit: number): Cell => {
  if (typeof value === 'number') return Number(BigInt.asIntN(64, BigInt(value) ^ (1n << BigInt(bit))))
  const bytes = Buffer.from(value)
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return typeof value === 'string' ? bytes.toString('latin1') : bytes
}

describe('Tampering with the file', () => {
  const folder = new StoreFolder()
  let store: EventStore
  let db: Database.Database

  beforeAll(async () => {
    store = await folder.open()
    await filled(store)
    expect((await store.audit(() => undefined)).problems).toEqual([])
    db = folder.raw()
  })
  afterAll(() => folder.dispose())

  /** What an audit finds after the change, which is undone again; the dropped triggers are not counted. */
  const problemsAfter = async (tamper: () => void): Promise<LogProblem[]> => {
    for (const table of TABLES) db.exec(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM ${table}`)
    try {
      tamper()
      const { problems } = await store.audit(() => undefined)
      return problems.filter(({ code }) => code !== 'SCHEMA_CHANGED')
    } finally {
      for (const table of TABLES) {
        db.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}; DROP TABLE kept_${table}`)
      }
    }
  }

  const flipCell = (table: string, where: string, column: string, bit: number): void => {
    const row = db.prepare<[], { value: Cell }>(`SELECT ${column} AS value FROM ${table} WHERE ${where}`).get()
    if (row === undefined) throw new Error(`no such row: ${table} ${where}`)
    db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(flipped(row.value, bit))
  }

  const lengthOf = (table: string, where: string, column: string): number =>
    db.prepare<[], { length: number }>(`SELECT length(CAST(${column} AS BLOB)) AS length FROM ${table} WHERE ${where}`).get()
      ?.length ?? 0

  it('is undone between the tests, so that each finds its own', async () => {
    expect(await problemsAfter(() => undefined)).toEqual([])
  })

  it.each(BLOBS)('is found and named for every byte of %s', async (column) => {
    const where = 'first_position = 3'
    const length = lengthOf('batch', where, column)
    expect(length).toBeGreaterThan(0)
    for (let byte = 0; byte < length; byte++) {
      const problems = await problemsAfter(() => flipCell('batch', where, column, byte * 8 + (byte % 8)))
      expect(problems).toContainEqual(expect.objectContaining({ code: 'BATCH_CHANGED', where: 'batch at 3' }))
    }
  })

  it.each(INTEGERS)('is found and named for bits of %s', async (column) => {
    for (const bit of INTEGER_BITS) {
      const problems = await problemsAfter(() => flipCell('batch', 'first_position = 3', column, bit))
      expect(problems).toContainEqual(expect.objectContaining({ code: 'BATCH_CHANGED' }))
    }
  })

  it('is found and named for every byte of the segments and the columns', async () => {
    for (const [table, column] of [
      ['segment', 'names'],
      ['segment', 'streams'],
      ['segment', 'identities'],
      ['columns', 'data'],
      ['columns', 'version'],
    ] as const) {
      for (let byte = 0; byte < lengthOf(table, 'first_position = 3', column); byte++) {
        const problems = await problemsAfter(() => flipCell(table, 'first_position = 3', column, byte * 8 + (byte % 7)))
        expect(problems.map(({ where }) => where)).toContainEqual(expect.stringMatching(/^(segment|columns) at 3$/))
      }
    }
    for (const [table, column] of [
      ['segment', 'count'],
      ['segment', 'first_position'],
      ['columns', 'count'],
      ['columns', 'first_position'],
    ] as const) {
      for (const bit of INTEGER_BITS) {
        const problems = await problemsAfter(() => flipCell(table, 'first_position = 3', column, bit))
        expect(problems.map(({ code }) => code)).toContainEqual(expect.stringMatching(/^(SEGMENT|COLUMNS)_/))
      }
    }
  })

  it('is found and named for every field of the head', async () => {
    for (const column of ['store_id', 'hash', 'seal']) {
      for (let byte = 0; byte < lengthOf('meta', 'id = 1', column); byte++) {
        const problems = await problemsAfter(() => flipCell('meta', 'id = 1', column, byte * 8))
        expect(problems).toContainEqual(expect.objectContaining({ code: 'META_CHANGED', where: 'meta' }))
      }
    }
    for (const column of ['format', 'position', 'recorded_at']) {
      for (const bit of INTEGER_BITS) {
        const problems = await problemsAfter(() => flipCell('meta', 'id = 1', column, bit))
        expect(problems).toContainEqual(expect.objectContaining({ code: 'META_CHANGED', where: 'meta' }))
      }
    }
    expect(await problemsAfter(() => db.exec('DELETE FROM meta'))).toContainEqual(
      expect.objectContaining({ code: 'META_MISSING' }),
    )
  })

  it('is found and named for every field of the views', async () => {
    for (const column of ['version', 'position', 'row_count', 'digest', 'checksum', 'view']) {
      const problems = await problemsAfter(() => flipCell('view', "view = 'progress'", column, 1))
      expect(problems.map(({ code }) => code)).toContainEqual(expect.stringMatching(/^VIEW_/))
    }
    for (const column of ['key', 'json', 'checksum', 'view']) {
      const problems = await problemsAfter(() => flipCell('view_row', "view = 'progress' AND key = 'x'", column, 1))
      expect(problems.map(({ code }) => code)).toContainEqual(expect.stringMatching(/^VIEW_/))
    }
  })

  const changes: ReadonlyArray<readonly [what: string, sql: string, code: string, where: string]> = [
    ['the first row dropped', 'DELETE FROM batch WHERE first_position = 1', 'BATCH_MISSING', 'batch at 1'],
    ['a row in the middle dropped', 'DELETE FROM batch WHERE first_position = 3', 'BATCH_MISSING', 'batch at 3'],
    ['the last row dropped', 'DELETE FROM batch WHERE first_position = 8', 'HEAD_DIFFERS', 'meta'],
    ['every row dropped', 'DELETE FROM batch', 'HEAD_DIFFERS', 'meta'],
    [
      'two rows swapped',
      `UPDATE batch SET first_position = -1 WHERE first_position = 6; UPDATE batch SET first_position = 6 WHERE first_position = 7;
       UPDATE batch SET first_position = 7 WHERE first_position = -1`,
      'BATCH_CHANGED',
      'batch at 6',
    ],
    [
      'a row inserted behind',
      'INSERT INTO batch SELECT 9, count, recorded_at, hash, hash, names, notes, streams, revisions, ends, body FROM batch WHERE first_position = 8',
      'BATCH_CHANGED',
      'batch at 9',
    ],
    [
      'a row inserted between',
      'INSERT INTO batch SELECT 4, count, recorded_at, hash, hash, names, notes, streams, revisions, ends, body FROM batch WHERE first_position = 8',
      'BATCH_MISPLACED',
      'batch at 4',
    ],
    [
      'a row inserted before',
      'INSERT INTO batch SELECT 0, count, recorded_at, previous_hash, hash, names, notes, streams, revisions, ends, body FROM batch WHERE first_position = 8',
      'BATCH_MISPLACED',
      'batch at 0',
    ],
    ['a segment dropped', 'DELETE FROM segment WHERE first_position = 3', 'SEGMENT_MISSING', 'segment at 3'],
    [
      'a segment inserted',
      'INSERT INTO segment SELECT 4, count, names, streams, identities FROM segment WHERE first_position = 3',
      'SEGMENT_STRAY',
      'the segments',
    ],
    ['columns dropped', 'DELETE FROM columns WHERE first_position = 3', 'COLUMNS_MISSING', 'segment at 3'],
    [
      'columns inserted',
      'INSERT INTO columns SELECT 4, count, version, data FROM columns WHERE first_position = 3',
      'COLUMNS_STRAY',
      'the columns',
    ],
    [
      'columns of another row',
      'UPDATE columns SET data = (SELECT data FROM columns WHERE first_position = 7) WHERE first_position = 6',
      'COLUMNS_CHANGED',
      'columns at 6',
    ],
    ['a view dropped', "DELETE FROM view WHERE view = 'other'", 'VIEW_ROW_STRAY', 'view other'],
    [
      'a row of a view dropped',
      "DELETE FROM view_row WHERE view = 'progress' AND key = 'x'",
      'VIEW_ROWS_DIFFER',
      'view progress',
    ],
    [
      'a row of a view inserted',
      "INSERT INTO view_row SELECT view, 'z', json, checksum FROM view_row WHERE view = 'other'",
      'VIEW_ROW_CHANGED',
      'view other, row z',
    ],
  ]
  it.each(changes)('is found and named: %s', async (_, sql, code, where) => {
    const problems = await problemsAfter(() => db.exec(sql))
    expect(problems).toContainEqual(expect.objectContaining({ code, where }))
  })

  it('is found where a view stands ahead of the log', async () => {
    const problems = await problemsAfter(() => db.exec("UPDATE view SET position = 99 WHERE view = 'other'"))
    expect(problems).toContainEqual(expect.objectContaining({ code: 'VIEW_AHEAD', where: 'view other' }))
  })

  it('is found where the triggers are gone that keep the log append-only', async () => {
    const { problems } = await store.audit(() => undefined)
    expect(problems).toContainEqual(expect.objectContaining({ code: 'SCHEMA_CHANGED', where: 'batch_never_goes' }))
  })
})
