import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StoreFault, type StoreUnavailable } from '@earnback/event-store'
import { corrupt, unavailable } from './faults'
import { sealOfMeta } from './head'
import { APPLICATION_ID, createSchema, FORMAT, PAGE_BYTES } from './schema'
import { prepareStatements, type Statements } from './statements'

const OWNER_ONLY = 0o600
const MAGIC = 'SQLite format 3\0'
/** Before this version two processes resetting the WAL at once could corrupt the file. */
const SQLITE_AT_LEAST = [3, 51, 3]
const CHECKPOINT_PAGES = 4_000
const CACHE_KIB = 16_384

export interface FileOptions {
  readonly path: string
  readonly timeoutMs: number
  readonly fileBytesMax?: number
}

export interface OpenFile {
  readonly db: Database.Database
  readonly statements: Statements
}

const failure = (code: StoreUnavailable['code'], message: string): StoreFault => new StoreFault(unavailable(code, message))

const SYSTEM_CODES: Readonly<Record<string, StoreUnavailable['code']>> = {
  ENOTDIR: 'STORE_NOT_A_FILE',
  EEXIST: 'STORE_NOT_A_FILE',
  EACCES: 'STORE_READ_ONLY',
  EPERM: 'STORE_READ_ONLY',
  EROFS: 'STORE_READ_ONLY',
  ENOSPC: 'STORE_FULL',
}

const onDisk = <A>(path: string, work: () => A): A => {
  try {
    return work()
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined || syscall === undefined) throw error
    throw failure(SYSTEM_CODES[code] ?? 'STORE_FAILED', `cannot open ${path} (${code})`)
  }
}

/** Makes the file where there is none, for its owner alone; SQLite gives its side files the same mode. */
const ensureFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) closeSync(openSync(path, 'a', OWNER_ONLY))
  else if (!found.isFile()) throw failure('STORE_NOT_A_FILE', `${path} is not a file`)
}

const looksLikeSqlite = (path: string): boolean => {
  const start = Buffer.alloc(MAGIC.length)
  const file = openSync(path, 'r')
  const length = readSync(file, start, 0, MAGIC.length, 0)
  closeSync(file)
  return length === 0 || start.toString('latin1') === MAGIC
}

const checkVersion = (db: Database.Database): void => {
  const version = db.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()?.version ?? ''
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [atMajor = 0, atMinor = 0, atPatch = 0] = SQLITE_AT_LEAST
  const isOld = major < atMajor || (major === atMajor && (minor < atMinor || (minor === atMinor && patch < atPatch)))
  if (isOld)
    throw failure('STORE_NOT_DURABLE', `SQLite ${version} can lose data; ${SQLITE_AT_LEAST.join('.')} or newer is needed`)
}

const isEmpty = (db: Database.Database): boolean => db.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined

/**
 * Nothing of the file is touched until it is known to be ours or empty. Both are asked as of one moment: between two readings
 * another process may make the schema, and the file would be neither.
 */
const checkOurs = (db: Database.Database, path: string): void => {
  const isForeign = db.transaction(() => db.pragma('application_id', { simple: true }) !== APPLICATION_ID && !isEmpty(db))
  if (isForeign.deferred()) throw failure('STORE_NOT_OURS', `${path} is a database of another program`)
}

const setPragmas = (db: Database.Database, fileBytesMax: number | undefined): void => {
  if (isEmpty(db)) db.pragma(`page_size = ${PAGE_BYTES}`)
  const mode = db.pragma('journal_mode = WAL', { simple: true })
  if (mode !== 'wal')
    throw failure('STORE_NOT_DURABLE', `SQLite cannot keep a write-ahead log here (journal_mode is ${String(mode)})`)
  db.pragma('synchronous = FULL')
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  db.pragma(`cache_size = -${CACHE_KIB}`)
  if (fileBytesMax !== undefined) db.pragma(`max_page_count = ${Math.max(1, Math.floor(fileBytesMax / PAGE_BYTES))}`)
}

const createIfEmpty = (db: Database.Database): void => {
  if (!isEmpty(db)) return
  db.transaction(() => {
    if (!isEmpty(db)) return
    createSchema(db)
    const id = db.prepare<[], { id: string }>('SELECT lower(hex(randomblob(16))) AS id').get()?.id ?? ''
    const meta = { format: FORMAT, store_id: id, position: 0, recorded_at: 0, hash: Buffer.alloc(32) }
    db.prepare('INSERT INTO meta VALUES (1, @format, @store_id, @position, @recorded_at, @hash, @seal)').run({
      ...meta,
      seal: sealOfMeta(meta),
    })
  }).immediate()
}

const checkFormat = (db: Database.Database, path: string): void => {
  const format = db.prepare<[], { format: number }>('SELECT format AS format FROM meta').get()?.format
  if (format === undefined) throw corrupt(`${path} has lost the row that says where its log ends`)
  if (format > FORMAT) throw failure('STORE_NEWER', `${path} has format ${format}, and this version reads up to ${FORMAT}`)
  if (format < 1) throw corrupt(`${path} has a format that never was: ${format}`)
}

const prepared = (db: Database.Database, path: string): Statements => {
  try {
    checkFormat(db, path)
    return prepareStatements(db)
  } catch (error) {
    // Our application id, and yet a table or a field is missing.
    throw (error as { code?: unknown }).code === 'SQLITE_ERROR' ? corrupt(`${path} lacks a part of its schema`) : error
  }
}

const connected = (path: string, timeoutMs: number): Database.Database => {
  const db = new Database(path, { timeout: timeoutMs })
  try {
    checkVersion(db)
    checkOurs(db, path)
    return db
  } catch (error) {
    db.close()
    const isForeign = (error as { code?: unknown }).code === 'SQLITE_NOTADB'
    throw isForeign ? failure('STORE_NOT_OURS', `${path} is not a database`) : error
  }
}

/** Opens the file, makes it where there is none, and refuses by name what is not ours. Throws what `faultOf` understands. */
export const openFile = ({ path, timeoutMs, fileBytesMax }: FileOptions): OpenFile => {
  onDisk(path, () => ensureFile(path))
  if (!onDisk(path, () => looksLikeSqlite(path))) throw failure('STORE_NOT_OURS', `${path} is not a database`)
  const db = connected(path, timeoutMs)
  try {
    setPragmas(db, fileBytesMax)
    createIfEmpty(db)
    return { db, statements: prepared(db, path) }
  } catch (error) {
    db.close()
    throw error
  }
}
