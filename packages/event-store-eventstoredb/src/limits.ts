/** How much, how often and how long; each can be set, and the defaults fit a server as it comes. */
export interface Limits {
  /** What one call may append; below the server's own limit, which is 1,048,576 unless it was started with another. */
  readonly maxAppendBytes: number
  /** How long an append may go unanswered before its outcome counts as unknown. */
  readonly appendDeadlineMs: number
  /** How long a reading may bring nothing before it counts as failed. */
  readonly readSilenceMsMax: number
  /** How often one call is tried while the server does not answer. */
  readonly callAttemptsMax: number
  readonly retryDelayMs: number
  readonly retryDelayMsMax: number
  /** How often an append is judged anew because another process was faster. */
  readonly appendAttemptsMax: number
  /** How long an unfinished append of another process may stand still before it counts as given up. */
  readonly unfinishedMsMax: number
  /** How often a subscription asks the server by itself, lest it should wait for ever on a call that has gone silent. */
  readonly pollMs: number
}

export const DEFAULT_LIMITS: Limits = {
  maxAppendBytes: 1_000_000,
  appendDeadlineMs: 5_000,
  readSilenceMsMax: 15_000,
  callAttemptsMax: 6,
  retryDelayMs: 100,
  retryDelayMsMax: 5_000,
  appendAttemptsMax: 100,
  unfinishedMsMax: 2_000,
  pollMs: 10_000,
}

/** Resolves after the time, or as soon as the signal aborts. */
export type Delay = (ms: number, signal: AbortSignal) => Promise<void>

export const retryDelayMs = ({ retryDelayMs: first, retryDelayMsMax: most }: Limits, failures: number): number =>
  Math.min(first * 2 ** (failures - 1), most)
