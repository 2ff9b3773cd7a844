import type { CouponLedger } from './coupon-ledger'

/** The ids of the coupons that changed since it was last cleared, each once; adding one that is there costs a comparison. */
export class ChangedCoupons implements Iterable<string> {
  private readonly ids: string[] = []
  /** Raised by clearing, so that what coupons remember of being added is void at once. */
  private round = 1

  add(coupon: CouponLedger): void {
    if (coupon.changedIn === this.round) return
    coupon.changedIn = this.round
    this.ids.push(coupon.couponId)
  }

  clear(): void {
    this.ids.length = 0
    this.round++
  }

  [Symbol.iterator](): Iterator<string> {
    return this.ids[Symbol.iterator]()
  }
}
