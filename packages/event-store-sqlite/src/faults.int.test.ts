import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as E from 'fp-ts/Either'
import { collectEvents } from '@earnback/event-store'
import { sampleEvent } from '@earnback/event-store/testing'
import { faultOf } from './faults'
import { sealOfMeta } from './head'
import type { MetaRow } from './statements'
import { appendAll, AT, StoreFolder } from './testing/store-file'

const codeOf = (result: E.Either<unknown, unknown>): unknown =>
  E.isLeft(result) ? ((result.left as { code?: unknown }).code ?? result.left) : 'opened'

describe('The file of the store', () => {
  let folder: StoreFolder
  beforeEach(() => {
    folder = new StoreFolder()
  })
  afterEach(() => folder.dispose())

  it('is made with its folders, for its owner alone', async () => {
    const path = join(folder.folder, 'a', 'b', 'log.db')
    const store = await folder.open({ path })
    await appendAll(store, [sampleEvent('a')])
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is not a folder, nor below a file', async () => {
    expect(codeOf(await folder.tryOpen({ path: folder.folder }))).toBe('STORE_NOT_A_FILE')
    const file = join(folder.folder, 'plain')
    writeFileSync(file, '')
    expect(codeOf(await folder.tryOpen({ path: join(file, 'log.db') }))).toBe('STORE_NOT_A_FILE')
  })

  it('may be an empty file', async () => {
    writeFileSync(folder.path, '')
    await appendAll(await folder.open(), [sampleEvent('a')])
  })

  it.each(['not a database at all', 'x', '{"id":"a"}\n', `SQLite format 3\0${'x'.repeat(500)}`])(
    'is not something else, which stays untouched: %j',
    async (content) => {
      writeFileSync(folder.path, content)
      expect(codeOf(await folder.tryOpen())).toBe('STORE_NOT_OURS')
      expect(statSync(folder.path).size).toBe(content.length)
    },
  )

  it('is not the database of another program, which stays untouched', async () => {
    const db = new Database(folder.path)
    db.exec('CREATE TABLE batch (a INTEGER)')
    db.close()
    expect(codeOf(await folder.tryOpen())).toBe('STORE_NOT_OURS')
    const again = new Database(folder.path)
    expect(again.pragma('journal_mode', { simple: true })).toBe('delete')
    again.close()
  })

  it('is refused where a newer version wrote it', async () => {
    await folder.open()
    folder.raw().exec('UPDATE meta SET format = 3')
    await folder.closeAll()
    expect(codeOf(await folder.tryOpen())).toBe('STORE_NEWER')
  })

  it('is read where an older version wrote it, and becomes one of this version with the next append', async () => {
    const events = ['a', 'b', 'c'].map((id, line) => sampleEvent(id, { notes: { line } }))
    await appendAll(await folder.open(), events)
    await folder.closeAll()
    const db = new Database(folder.path)
    const meta = db.prepare<[], MetaRow>('SELECT format, store_id, position, recorded_at, hash, seal FROM meta').get()!
    db.prepare('UPDATE meta SET format = 1, seal = ?').run(sealOfMeta({ ...meta, format: 1 }))
    const again = await folder.open()
    const formatNow = () => db.prepare<[], { format: number }>('SELECT format FROM meta').get()?.format
    expect((await collectEvents(again.readAll(0))).map(({ notes }) => notes)).toEqual(events.map(({ notes }) => notes))
    expect(formatNow()).toBe(1)
    await appendAll(again, [sampleEvent('d')])
    expect([meta.format, formatNow()]).toEqual([2, 2])
    expect((await again.audit(() => undefined)).problems).toEqual([])
    db.close()
  })

  it('is refused by name where a part of its schema is gone', async () => {
    await folder.open()
    folder.raw().exec('DROP TABLE segment')
    await folder.closeAll()
    expect(codeOf(await folder.tryOpen())).toBe('STORE_CORRUPT')
  })

  it('is not appended to where its tail was dropped, and reading what is left still works', async () => {
    const store = await folder.open()
    await appendAll(store, [sampleEvent('a')])
    await appendAll(store, [sampleEvent('b')])
    folder.raw().exec('DELETE FROM batch WHERE first_position = 2')
    await folder.closeAll()
    const reopened = await folder.open()
    expect(codeOf(await reopened.append([sampleEvent('c')], AT)())).toBe('STORE_CORRUPT')
    expect((await reopened.audit(() => undefined)).problems.map(({ code }) => code)).toContain('HEAD_DIFFERS')
  })

  it('answers STORE_FULL when there is no room, keeps what it has, and goes on when there is', async () => {
    const store = await folder.open({ fileBytesMax: 400_000 })
    let stored = 0
    for (; ; stored++) {
      const result = await store.append([sampleEvent(`e-${stored}`, { text: 'x'.repeat(20_000) })], AT)()
      if (E.isRight(result)) continue
      expect(codeOf(result)).toBe('STORE_FULL')
      break
    }
    expect(stored).toBeGreaterThan(3)
    expect((await collectEvents(store.readAll(0))).length).toBe(stored)
    expect((await store.audit(() => undefined)).problems).toEqual([])
    await folder.closeAll()
    const roomy = await folder.open()
    expect(
      (await appendAll(roomy, [sampleEvent(`e-${stored}`), sampleEvent('e-0', { text: 'x'.repeat(20_000) })])).outcomes,
    ).toEqual([
      { outcome: 'stored', position: stored + 1 },
      { outcome: 'duplicate', position: 1 },
    ])
  })

  it('answers STORE_BUSY while another holds the file longer than the timeout, and goes on afterwards', async () => {
    const store = await folder.open({ busyTimeoutMs: 150 })
    const other = new Database(folder.path)
    other.exec('BEGIN IMMEDIATE')
    expect(codeOf(await store.append([sampleEvent('a')], AT)())).toBe('STORE_BUSY')
    expect(codeOf(await store.changeView({ view: 'v', version: '1', position: 0, upserts: [], replace: true })())).toBe(
      'STORE_BUSY',
    )
    other.exec('ROLLBACK')
    other.close()
    await appendAll(store, [sampleEvent('a')])
  })

  it('waits for another that lets go in time, and the process goes on meanwhile', async () => {
    const store = await folder.open()
    const other = new Database(folder.path)
    other.exec('BEGIN IMMEDIATE')
    const appending = appendAll(store, [sampleEvent('a')])
    setTimeout(() => other.exec('ROLLBACK'), 30)
    expect((await appending).head).toBe(1)
    other.close()
  })

  it('lets the database itself refuse what is not appending', async () => {
    const store = await folder.open()
    await appendAll(store, [sampleEvent('a')])
    const db = new Database(folder.path)
    const copy = 'SELECT 7, count, recorded_at, previous_hash, hash, names, notes, streams, revisions, ends, body FROM batch'
    expect(() => db.exec('UPDATE batch SET recorded_at = 1')).toThrow('append-only')
    expect(() => db.exec('DELETE FROM batch')).toThrow('append-only')
    expect(() => db.exec(`INSERT INTO batch ${copy}`)).toThrow('follows the head')
    expect(() => db.exec(`INSERT OR REPLACE INTO batch ${copy.replace('7', '1')}`)).toThrow('follows the head')
    expect(() => db.exec('UPDATE meta SET position = 0')).toThrow('never goes back')
    expect(() => db.exec('DELETE FROM meta')).toThrow('stays')
    db.close()
  })

  it('is written with the pragmas that make an answer mean durable', async () => {
    const store = await folder.open()
    await appendAll(store, [sampleEvent('a')])
    const db = new Database(folder.path)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('application_id', { simple: true })).toBe(0x4561726e)
    db.close()
  })

  it('may be read where it cannot be written to', async () => {
    if (process.getuid?.() === 0) return
    await appendAll(await folder.open(), [sampleEvent('a')])
    await folder.closeAll()
    chmodSync(folder.path, 0o400)
    expect(codeOf(await (await folder.open()).append([sampleEvent('b')], AT)())).toBe('STORE_READ_ONLY')
    mkdirSync(join(folder.folder, 'rest'))
  })
})

describe('Faults of SQLite', () => {
  const sqliteError = (code: string): Error => Object.assign(new Error('said'), { name: 'SqliteError', code })

  it.each([
    ['SQLITE_BUSY', 'STORE_BUSY'],
    ['SQLITE_BUSY_SNAPSHOT', 'STORE_BUSY'],
    ['SQLITE_FULL', 'STORE_FULL'],
    ['SQLITE_READONLY_DBMOVED', 'STORE_READ_ONLY'],
    ['SQLITE_CORRUPT_VTAB', 'STORE_CORRUPT'],
    ['SQLITE_NOTADB', 'STORE_CORRUPT'],
    ['SQLITE_IOERR_WRITE', 'STORE_FAILED'],
  ])('have names: %s is %s', (code, named) => {
    expect(faultOf(sqliteError(code))?.code).toBe(named)
  })

  it('are not bugs, which belong to somebody else', () => {
    expect(faultOf(new TypeError('x'))).toBeUndefined()
    expect(faultOf(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBeUndefined()
  })
})
