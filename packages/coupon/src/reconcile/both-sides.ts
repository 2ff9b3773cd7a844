import type { Instant, Micros } from '@earnback/kernel'
import type { CouponState } from '../state'

/** One coupon as both sides tell it, and what the engine computes. */
export interface BothSides {
  readonly couponId: string
  readonly state: CouponState
  readonly calculated: Micros
  readonly calculatedThrough: Instant | undefined
  readonly isSettled: boolean
  /** What is asked of the platform where it grants; undefined where the engine does. */
  readonly expected: { readonly now: Instant } | undefined
}
