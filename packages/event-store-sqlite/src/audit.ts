import Database from 'better-sqlite3'
import { type ColumnSpec, type Head, type LogAudit, NO_HASH, type Progress } from '@earnback/event-store'
import { CacheAuditor } from './audit-caches'
import { ChainAuditor } from './audit-chain'
import { Problems } from './audit-problems'
import { auditViews } from './audit-views'
import { faultOf } from './faults'
import { headOf, sealOfMeta } from './head'
import { createSchema, schemaOf } from './schema'
import { type MetaRow, prepareStatements, type Statements } from './statements'

const NOTHING = { position: 0, hash: Buffer.from(NO_HASH), recorded_at: 0 }
const STEP_BYTES = 4 * 1024 * 1024

/** Runs one part; where the file itself cannot be read on, that is named and the other parts go on. */
const part = <A>(problems: Problems, where: string, work: () => A): A | undefined => {
  try {
    return work()
  } catch (error) {
    const fault = faultOf(error)
    if (fault === undefined) throw error
    problems.add('FILE_DAMAGED', where, fault.message)
    return undefined
  }
}

const auditFileItself = (statements: Statements, problems: Problems): void => {
  for (const { quick_check: message } of statements.quickCheck.all()) {
    if (message !== 'ok') problems.add('FILE_DAMAGED', 'the file', message)
  }
}

/** The triggers that hold the log append-only are part of what is promised. */
const auditSchema = (db: Database.Database, problems: Problems): void => {
  const fresh = new Database(':memory:')
  createSchema(fresh)
  const expected = schemaOf(fresh)
  fresh.close()
  const found = schemaOf(db)
  for (const name of new Set([...expected.keys(), ...found.keys()])) {
    if (expected.get(name) !== found.get(name)) problems.add('SCHEMA_CHANGED', name, 'is not as this version made it')
  }
}

const auditMeta = (meta: MetaRow | undefined, chain: ChainAuditor, problems: Problems): void => {
  if (meta === undefined) return problems.add('META_MISSING', 'meta', 'the row that says where the log ends is gone')
  if (!meta.seal.equals(sealOfMeta(meta))) problems.add('META_CHANGED', 'meta', 'the row was changed from outside')
  const { position, hash, recordedAt } = chain.end
  const isSame = meta.position === position && meta.hash.equals(hash) && meta.recorded_at === recordedAt
  if (!isSame) problems.add('HEAD_DIFFERS', 'meta', `says that the log ends at ${meta.position}, and it ends at ${position}`)
}

/** Walks every batch and gives the rest of the process its turn between steps. */
async function walk(statements: Statements, chain: ChainAuditor, caches: CacheAuditor, onStep: () => void): Promise<void> {
  let after = Number.MIN_SAFE_INTEGER
  let bytes = 0
  for (let row = statements.batchAfter.get(after); row !== undefined; row = statements.batchAfter.get(after)) {
    after = row.first_position
    caches.add(row.first_position, row.count, chain.check(row))
    bytes += row.body.byteLength
    if (bytes < STEP_BYTES) continue
    bytes = 0
    onStep()
    await new Promise(setImmediate)
  }
}

const auditConnection = async (db: Database.Database, columns: ColumnSpec, progress: Progress): Promise<LogAudit> => {
  const problems = new Problems()
  const statements = part(problems, 'the schema', () => prepareStatements(db))
  if (statements === undefined) return { events: 0, head: headOf(NOTHING), problems: problems.found }
  const meta = part(problems, 'meta', () => statements.meta.get())
  part(problems, 'the file', () => auditFileItself(statements, problems))
  part(problems, 'the schema', () => auditSchema(db, problems))
  const chain = new ChainAuditor(problems)
  const caches = new CacheAuditor(statements, columns, problems)
  const total = meta?.position ?? 0
  try {
    await walk(statements, chain, caches, () => progress(chain.end.position, total))
  } catch (error) {
    part(problems, `after event ${chain.end.position}`, () => {
      throw error
    })
  }
  part(problems, 'the segments', () => caches.finish())
  auditMeta(meta, chain, problems)
  part(problems, 'the views', () => auditViews(statements, chain.end.position, problems))
  progress(chain.end.position, total)
  const { position, hash, recordedAt } = chain.end
  const head: Head = headOf({ position, hash: Buffer.from(hash), recorded_at: recordedAt })
  return { events: chain.events, head, problems: problems.found }
}

/** Audits on a connection of its own, as of one moment, while appends go on beside it. */
export const auditFile = async (path: string, columns: ColumnSpec, progress: Progress): Promise<LogAudit> => {
  const db = new Database(path, { readonly: true })
  try {
    db.exec('BEGIN')
    return await auditConnection(db, columns, progress)
  } finally {
    db.close()
  }
}
