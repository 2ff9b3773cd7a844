import { accountStream, type AccountState, couponStream, type CouponState } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import { accountState, couponState, type LoggedEvent, type Times, within } from '@earnback/projections'
import { toldStream } from './logged'

/** Two times, and the position of the log that they stand for. */
export interface Placing {
  readonly times: Times
  readonly position: number
}

/** Folds accounts and coupons as the log tells them at one placing, each stream read once. */
export class Known {
  private readonly accounts = new Map<string, Promise<AccountState | undefined>>()
  private readonly coupons = new Map<string, Promise<CouponState>>()

  constructor(
    private readonly store: EventStore,
    private readonly placing: Placing,
  ) {}

  /** Undefined where nothing is known of the account. */
  account(adAccountId: string): Promise<AccountState | undefined> {
    const known = this.accounts.get(adAccountId)
    if (known !== undefined) return known
    const folded = this.events(accountStream(adAccountId)).then((events) =>
      events.length === 0 ? undefined : accountState(events),
    )
    this.accounts.set(adAccountId, folded)
    return folded
  }

  coupon(couponId: string): Promise<CouponState> {
    const known = this.coupons.get(couponId)
    if (known !== undefined) return known
    const folded = this.events(couponStream(couponId)).then(couponState)
    this.coupons.set(couponId, folded)
    return folded
  }

  async events(stream: string): Promise<ReadonlyArray<LoggedEvent>> {
    return (await toldStream(this.store, stream, this.placing.position)).filter(within(this.placing.times))
  }
}
