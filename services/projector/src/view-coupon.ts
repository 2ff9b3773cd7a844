import { CALCULATION_STREAM, couponStream, spendStream } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import { accountAt, couponView, type CouponView, type Times } from '@earnback/projections'
import { readTold, toldUpTo } from './logged'

/** The last position recorded at or before an instant, by halving: transaction time never decreases. */
const positionAt = async (store: EventStore, knownAt: Instant, head: number): Promise<number> => {
  let [known, unknown] = [0, head + 1]
  while (unknown - known > 1) {
    const middle = (known + unknown) >>> 1
    const [stored] = await store.readAt([middle])
    if (stored !== undefined && stored.recordedAt <= knownAt) known = middle
    else unknown = middle
  }
  return known
}

/** The position that a question stands for: that of `knownAt`, else the head of the log. */
export const positionOf = async (store: EventStore, { knownAt }: Times): Promise<number> => {
  const { position, recordedAt } = await store.head()
  return knownAt === undefined || recordedAt === undefined || recordedAt <= knownAt
    ? position
    : positionAt(store, knownAt, position)
}

export interface PlacedView {
  readonly view: CouponView
  readonly position: number
}

/** Folds one coupon's view from the log as it stood at a position; undefined where the log does not know the coupon. */
export const viewCouponAt = async (
  store: EventStore,
  couponId: string,
  times: Times,
  position: number,
  read = readTold(store),
): Promise<CouponView | undefined> => {
  const coupon = await toldUpTo(read, couponStream(couponId), position)
  const account = accountAt(coupon, times)
  return couponView(
    couponId,
    {
      coupon,
      account: account === undefined ? [] : await toldUpTo(read, spendStream(account), position),
      calculation: await toldUpTo(read, CALCULATION_STREAM, position),
    },
    times,
  )
}

/** Answers a question about one coupon at two times, from the log alone. */
export const viewCoupon = async (
  store: EventStore,
  couponId: string,
  times: Times,
  read = readTold(store),
): Promise<PlacedView | undefined> => {
  const position = await positionOf(store, times)
  const view = await viewCouponAt(store, couponId, times, position, read)
  return view === undefined ? undefined : { view, position }
}
