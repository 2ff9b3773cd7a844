import type { Instant } from '@earnback/kernel'

const MINUTE_MICROS = 60_000_000

/** What an installation is set to that its answers depend on. */
export interface ReadingPolicy {
  readonly grantAuthority: 'engine' | 'platform'
  /** ISO dates that are no business days (R40). */
  readonly holidays: ReadonlySet<string>
  /** How long after the spend that it covers a run may be the last one before its figures are called stale. */
  readonly staleAfterMicros: number
}

/** The engine grants, no holidays, a lag of three hours and two runs that were missed. */
export const READING_POLICY_DEFAULT: ReadingPolicy = {
  grantAuthority: 'engine',
  holidays: new Set(),
  staleAfterMicros: 210 * MINUTE_MICROS,
}

/** The policy and the instant at which it is asked what is overdue. */
export interface Expectation extends ReadingPolicy {
  readonly now: Instant
}
