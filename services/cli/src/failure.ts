import type { StoreUnavailable } from '@earnback/event-store'

/** 1: the answer is a refusal; 2: wrong usage or configuration; 3: a dependency is unreachable; 4: internal fault. */
type FailureExit = 1 | 2 | 3 | 4

/** Why a command could not do what it was asked, as a value; `details` go into the JSON beside code and message. */
export interface Failure {
  readonly exit: FailureExit
  readonly code: string
  readonly message: string
  readonly advice?: string
  readonly details?: Readonly<Record<string, unknown>>
}

export const usage = (code: string, message: string, advice?: string): Failure => ({
  exit: 2,
  code,
  message,
  ...(advice === undefined ? {} : { advice }),
})

const EXIT_OF_STORE: Readonly<Record<StoreUnavailable['code'], FailureExit>> = {
  STORE_BUSY: 3,
  STORE_FULL: 2,
  STORE_READ_ONLY: 2,
  STORE_NOT_A_FILE: 2,
  STORE_NOT_OURS: 2,
  STORE_NEWER: 2,
  STORE_CORRUPT: 1,
  STORE_NOT_DURABLE: 3,
  STORE_FAILED: 3,
  STORE_UNREACHABLE: 3,
}

const ADVICE_OF_STORE: Readonly<Record<StoreUnavailable['code'], string>> = {
  STORE_BUSY: 'wait until the other process is done, or stop it, and run the command again',
  STORE_FULL: 'free some space and run the same command again: what was stored stays, and nothing is stored twice',
  STORE_READ_ONLY:
    'give this user the right to write to the file and to its folder, or name another store with --store sqlite:<path>',
  STORE_NOT_A_FILE: 'name a file with --store sqlite:<path>, such as sqlite:./data/earnback.db',
  STORE_NOT_OURS: 'name the file of an Earnback store, or one that does not exist yet, with --store sqlite:<path>',
  STORE_NEWER: 'use the version of Earnback that wrote it, or a newer one',
  STORE_CORRUPT: 'run `earnback verify` to see what is damaged; where only a read model is, `earnback rebuild` makes it anew',
  STORE_NOT_DURABLE: 'keep the store on a local disk, and run `earnback doctor`',
  STORE_FAILED: 'run `earnback doctor` to see what is wrong',
  STORE_UNREACHABLE:
    'see that the server is up and run the same command again: what was stored stays, and nothing is stored twice',
}

export const storeFailure = ({ code, message }: StoreUnavailable, details: Readonly<Record<string, unknown>> = {}): Failure => ({
  exit: EXIT_OF_STORE[code],
  code,
  message,
  advice: ADVICE_OF_STORE[code],
  details,
})

export const internalFault = (error: unknown): Failure => ({
  exit: 4,
  code: 'INTERNAL_FAULT',
  message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  advice: 'this is a fault of Earnback; please report it with what stands above on standard error',
})

/** The one shape of every error under `--json`. */
export const failureJson = ({ code, message, advice, details }: Failure): unknown => ({
  error: { code, message, ...(advice === undefined ? {} : { advice }), ...details },
})
