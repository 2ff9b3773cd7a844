import type { Instant, Micros } from '@earnback/kernel'
import type { AccountState } from '../account/state'
import type { CouponState } from '../state'

/** One coupon as both sides tell it, and what the engine computes. */
export interface BothSides {
  readonly couponId: string
  readonly state: CouponState
  readonly calculated: Micros
  readonly calculatedThrough: Instant | undefined
  readonly isSettled: boolean
  /** What is known of the coupon's ad account; its zone tells which days are business days. */
  readonly account: AccountState | undefined
  /** ISO dates that are no business days. */
  readonly holidays: ReadonlySet<string>
  /** What is asked of the platform where it grants; undefined where the engine does. */
  readonly expected: { readonly now: Instant } | undefined
}
