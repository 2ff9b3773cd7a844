import type { Instant } from '@earnback/kernel'

export interface Output {
  readonly write: (chunk: string | Uint8Array) => void
  readonly isTerminal: boolean
  /** The width of the terminal; undefined where there is none. */
  readonly columns: number | undefined
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
  /** Milliseconds for measuring how long something takes. */
  readonly elapsedMs: () => number
  /** Random bytes for keys and names that nobody else has. */
  readonly random: (count: number) => Buffer
  /** Resolves after the time or when the signal aborts, whichever is first. */
  readonly pause: (millis: number, signal: AbortSignal) => Promise<void>
  /** From the first call on, SIGINT and SIGTERM abort the signal instead of ending the process; a second one ends it. */
  readonly untilStopped: () => AbortSignal
}
