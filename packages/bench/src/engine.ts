import type { Batch, SpendRecorded } from './events'
import type { Answers } from './reference'

export type Appender = {
  /**
   * The call is not timed: it gives the events the types that the engine's own append takes, and serializes nothing.
   * What it answers is timed: it resolves once every event of the batch would survive a power cut. Batches come in order.
   */
  readonly append: (batch: Batch) => () => Promise<void>
  /** Asked after the last append: what a resolved append really promises, as read back and not as configured. */
  readonly durability: () => Promise<string>
  /** Not timed. Leaves everything in the folder, so that another process can open it. */
  readonly close: () => Promise<void>
}

export type Live = {
  /**
   * Timed. Appends one further line as durably as `append` does and answers with the qualifying spend in micros
   * of its account's coupon, that line judged. `null` from an engine that only stores.
   */
  readonly settle: (event: SpendRecorded, line: string) => Promise<bigint | null>
  readonly close: () => Promise<void>
}

/** Each call comes in a process of its own and finds in the folder what the calls before it left there. */
export type Engine = {
  /** One sentence for the report: which of its calls are used and how. */
  readonly about: string
  /** The folder is there and empty. */
  readonly openForAppend: (folder: string) => Promise<Appender>
  /** Timed whole: opens the store, reads what its truth is from the first event on, answers for every coupon, closes. */
  readonly rebuild: ((folder: string) => Promise<Answers>) | null
  /** Not timed: opens the store and brings it to where a running system would be before the next line. */
  readonly openLive: ((folder: string) => Promise<Live>) | null
}
