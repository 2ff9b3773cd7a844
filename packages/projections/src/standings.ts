import type { AccountState, CouponState, CreditFacts, Finding } from '@earnback/coupon'
import type { Instant, Micros } from '@earnback/kernel'

/** What stands in a progress beside the instant at which it is judged: what a read model keeps. */
export interface Standings {
  readonly couponId: string
  readonly state: CouponState
  readonly reported: Micros
  readonly calculated: Micros
  readonly calculatedThrough: Instant | undefined
  readonly isSettled: boolean
  readonly findings: ReadonlyArray<Finding>
  /** What is known of the coupon's ad account; undefined where nothing is, or nobody looked. */
  readonly account?: AccountState | undefined
  /** What is known of the account's credit; undefined where nothing was granted, or nobody looked. */
  readonly credit?: CreditFacts | undefined
}
