import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { coded, InstantCodec, formatProblem, problemsOf, Text } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { ApiKey } from './api-key'
import { isScope, type Scope } from './scope'

const OWNER_ONLY = 0o600
const OTHERS = 0o077

const ScopeCodec = new t.Type<Scope, string, unknown>(
  'scope',
  (value): value is Scope => typeof value === 'string' && isScope(value),
  (value, context) =>
    typeof value === 'string' && isScope(value) ? t.success(value) : t.failure(value, context, coded('SCOPE_UNKNOWN', 'a scope')),
  t.identity,
)
const HexHash = new t.Type<string, string, unknown>(
  'hash',
  t.string.is,
  (value, context) =>
    typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
      ? t.success(value)
      : t.failure(value, context, coded('FIELD_INVALID', '64 hexadecimal digits')),
  t.identity,
)

const KeyRow = t.intersection([
  t.type({ id: Text, hash: HexHash, scopes: t.array(ScopeCodec), accounts: t.array(Text), createdAt: InstantCodec }),
  t.partial({ name: Text, expiresAt: InstantCodec, revokedAt: InstantCodec }),
])
const KeyFileCodec = t.type({ version: t.literal(1), keys: t.array(KeyRow) }, 'key file')

/** Why the file of keys can't be used, for people. */
export interface KeyFileFault {
  readonly code: 'KEYS_UNREADABLE' | 'KEYS_INVALID' | 'KEYS_EXPOSED' | 'KEYS_LOCKED'
  readonly message: string
}

const fault = (code: KeyFileFault['code'], message: string): E.Either<KeyFileFault, never> => E.left({ code, message })

const systemCode = (error: unknown): string => {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) throw error
  return code
}

const decoded = (path: string, text: string): E.Either<KeyFileFault, ReadonlyArray<ApiKey>> => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return fault('KEYS_INVALID', `${path} is not JSON`)
  }
  const read = KeyFileCodec.decode(json)
  if (E.isLeft(read)) return fault('KEYS_INVALID', `${path}: ${problemsOf(read.left).map(formatProblem).join('; ')}`)
  return E.right(read.right.keys.map((row) => ({ ...row, name: row.name, expiresAt: row.expiresAt, revokedAt: row.revokedAt })))
}

/** The keys that a file holds; none where it is not there. Refused where others on this machine may read it. */
export const readKeys = (path: string): E.Either<KeyFileFault, ReadonlyArray<ApiKey>> => {
  try {
    const { mode } = statSync(path)
    if ((mode & OTHERS) !== 0)
      return fault('KEYS_EXPOSED', `${path} may be read by others (mode ${(mode & 0o777).toString(8)}); it should be 600`)
    return decoded(path, readFileSync(path, 'utf8'))
  } catch (error) {
    const code = systemCode(error)
    return code === 'ENOENT' ? E.right([]) : fault('KEYS_UNREADABLE', `${path} can't be read (${code})`)
  }
}

const write = (path: string, text: string): void => {
  const file = openSync(path, 'w', OWNER_ONLY)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Changes the keys and puts the new file in the old one's place, whole or not at all; of two at once one is refused. */
export const changeKeys = (
  path: string,
  change: (keys: ReadonlyArray<ApiKey>) => ReadonlyArray<ApiKey>,
): E.Either<KeyFileFault, ReadonlyArray<ApiKey>> => {
  const lock = `${path}.lock`
  try {
    mkdirSync(dirname(path), { recursive: true })
    closeSync(openSync(lock, 'wx', OWNER_ONLY))
  } catch (error) {
    const code = systemCode(error)
    return code === 'EEXIST'
      ? fault('KEYS_LOCKED', `another process is changing ${path}; remove ${lock} if none is`)
      : fault('KEYS_UNREADABLE', `${lock} can't be made (${code})`)
  }
  try {
    const before = readKeys(path)
    if (E.isLeft(before)) return before
    const keys = change(before.right)
    write(`${path}.new`, `${JSON.stringify(KeyFileCodec.encode({ version: 1, keys: keys.map(rowOf) }), null, 2)}\n`)
    renameSync(`${path}.new`, path)
    return E.right(keys)
  } finally {
    rmSync(lock, { force: true })
  }
}

const rowOf = ({ name, expiresAt, revokedAt, scopes, accounts, ...key }: ApiKey): t.TypeOf<typeof KeyRow> => ({
  ...key,
  scopes: [...scopes],
  accounts: [...accounts],
  ...(name === undefined ? {} : { name }),
  ...(expiresAt === undefined ? {} : { expiresAt }),
  ...(revokedAt === undefined ? {} : { revokedAt }),
})

/** Reads the file again when it changed, so that a revoked key stops working without a restart. */
export class WatchedKeys {
  private stamp = ''
  private keys: ReadonlyMap<string, ApiKey> = new Map()

  constructor(private readonly path: string) {}

  /** What is wrong with the file now; the keys that were read last stay in force until it can be read again. */
  refresh(): KeyFileFault | undefined {
    const stamp = this.stampNow()
    if (stamp === this.stamp) return undefined
    const read = readKeys(this.path)
    if (E.isLeft(read)) return read.left
    this.stamp = stamp
    this.keys = new Map(read.right.map((key) => [key.id, key]))
    return undefined
  }

  get byId(): ReadonlyMap<string, ApiKey> {
    return this.keys
  }

  private stampNow(): string {
    const found = statSync(this.path, { throwIfNoEntry: false, bigint: true })
    return found === undefined ? 'none' : `${found.ino}:${found.mtimeNs}:${found.size}:${found.mode}`
  }
}
