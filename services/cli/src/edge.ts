import type { Instant } from '@earnback/kernel'

export interface Output {
  readonly write: (chunk: string | Uint8Array) => void
  readonly isTerminal: boolean
  /** The width of the terminal; undefined where there is none. */
  readonly columns: number | undefined
}

/** The clock and the timers that the client of the brokers is given. */
export interface Timers {
  readonly nowMs: () => number
  /** Calls once, after the delay; the answer cancels it. */
  readonly after: (delayMs: number, action: () => void) => () => void
}

/** All that the command meets of the machine it runs on. */
export interface Edge {
  readonly argv: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  readonly nodeVersion: string
  readonly stdin: AsyncIterable<Buffer>
  readonly stdout: Output
  readonly stderr: Output
  /** The machine's clock; never goes back within the process. */
  readonly now: () => Instant
  /** A text that nobody had before. */
  readonly nonce: () => string
  /** Milliseconds for measuring how long something takes. */
  readonly elapsedMs: () => number
  readonly timers: Timers
  /** Random bytes for keys and names that nobody else has. */
  readonly random: (count: number) => Buffer
  /** Resolves after the time or when the signal aborts, whichever is first. */
  readonly pause: (millis: number, signal: AbortSignal) => Promise<void>
  /** From the first call on, SIGINT and SIGTERM abort the signal instead of ending the process; a second one ends it. */
  readonly untilStopped: () => AbortSignal
}
