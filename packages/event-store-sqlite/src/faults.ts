import { StoreFault, type StoreUnavailable } from '@earnback/event-store'

export const unavailable = (code: StoreUnavailable['code'], message: string): StoreUnavailable => ({
  kind: 'StoreUnavailable',
  code,
  message,
})

/** The caches beside the log do not fit it; they are derived again. */
export class CacheDamaged extends Error {
  override readonly name = 'CacheDamaged'
}

interface SqliteError extends Error {
  readonly code: string
}

// By name: `instanceof` fails where a test runner loads the module in several realms over one native addon.
const isSqliteError = (error: unknown): error is SqliteError =>
  (error as Partial<SqliteError> | undefined)?.name === 'SqliteError' && typeof (error as Partial<SqliteError>).code === 'string'

const CODES: ReadonlyArray<readonly [prefix: string, code: StoreUnavailable['code'], what: string]> = [
  ['SQLITE_BUSY', 'STORE_BUSY', 'another process is writing to the store'],
  ['SQLITE_LOCKED', 'STORE_BUSY', 'another process is writing to the store'],
  ['SQLITE_FULL', 'STORE_FULL', 'there is no room left for the store'],
  ['SQLITE_READONLY', 'STORE_READ_ONLY', 'the store cannot be written to'],
  ['SQLITE_CORRUPT', 'STORE_CORRUPT', 'the store is damaged'],
  ['SQLITE_NOTADB', 'STORE_CORRUPT', 'the store is damaged'],
]

/** The named fault behind an error, or undefined where the error is a bug and belongs to somebody else. */
export const faultOf = (error: unknown): StoreUnavailable | undefined => {
  if (error instanceof StoreFault) return error.fault
  if (!isSqliteError(error)) return undefined
  const [, code, what] = CODES.find(([prefix]) => error.code.startsWith(prefix)) ?? ['', 'STORE_FAILED', 'the store failed']
  return unavailable(code, `${what} (${error.code}: ${error.message})`)
}

export const isBusy = (error: unknown): boolean => faultOf(error)?.code === 'STORE_BUSY'

export const corrupt = (message: string): StoreFault => new StoreFault(unavailable('STORE_CORRUPT', message))

/** Runs a reading; a fault of SQLite becomes a `StoreFault`, a bug stays what it is. */
export const reading = <A>(read: () => A): A => {
  try {
    return read()
  } catch (error) {
    const fault = error instanceof StoreFault ? undefined : faultOf(error)
    throw fault === undefined ? error : new StoreFault(fault)
  }
}

/** Reads JSON of the log; text that is none is damage, not a bug. */
export const readable = <A>(what: string, parse: () => A): A => {
  try {
    return parse()
  } catch (error) {
    throw error instanceof SyntaxError ? corrupt(`${what} is damaged (${error.message})`) : error
  }
}
