import type { Instant, Micros } from '@earnback/kernel'

export const UNIT = 1_000_000n
export const CENT = 10_000n
export const MICRO = 1n

export const units = (count: number): Micros => BigInt(count) * UNIT

/** Ordinary spend: so many lines between two instants, adding up to a total. */
interface Stretch {
  readonly from: Instant
  readonly to: Instant
  readonly lines: number
  readonly total: Micros
}

/** One advertiser with one coupon, and what of its month is not out of the ordinary. */
export interface Advertiser {
  readonly couponId: string
  /** What its spend ids start with. */
  readonly prefix: string
  readonly code: string
  readonly market: string
  readonly currency: string
  readonly utcOffsetHours: number
  /** The finest step in which this account is charged. */
  readonly grain: Micros
  readonly threshold: Micros
  readonly reward: Micros
  readonly spendWindow: string
  readonly receivedAt: Instant
  readonly activatedAt?: Instant
  readonly spend: ReadonlyArray<Stretch>
}

export const adAccountOf = (couponId: string): string => `acct-${couponId}`
