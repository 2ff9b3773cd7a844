import type { Problem } from '@earnback/kernel'

const MIB = 1_048_576

/** An event is a few hundred bytes; what is longer is set aside. */
export const RECORD_BYTES_MAX = MIB

/** What is kept of a record that is too large; a source with a longer one is not a source of records. */
export const RECORD_BYTES_KEPT_MAX = 64 * MIB

/** Where a record came from, such as file and line; kept beside its event as notes. */
export type Coordinates = Readonly<Record<string, string | number>>

/** How a record was read; kept with a quarantined one, so that a retry reads it the same way. */
export type Reading = Readonly<Record<string, string>>

/** Why a record can't be taken in; the message has one line for each problem. */
export interface Defect {
  readonly code: string
  readonly message: string
  readonly problems: ReadonlyArray<Problem>
}

/** One record as it arrived, before anyone judged it. */
export interface RawRecord {
  readonly bytes: Buffer
  readonly origin: Coordinates
  readonly reading: Reading
  /** The CloudEvent that the record stands for, where its bytes aren't one. */
  readonly text?: string
  /** The bytes with a character for each, where that is known already. */
  readonly latin1?: string
  /** What reading it already found wrong. */
  readonly defect?: Defect
  /** The last line of a file, without a newline: it may have been cut. */
  readonly unterminated?: true
  /** The source has nothing more for now, so what was gathered is appended without waiting for more. */
  readonly idleAfter?: true
}
