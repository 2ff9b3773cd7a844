import { accountOf, standingThreshold, UNKNOWN_ACCOUNT } from '@earnback/coupon'
import { type MetCoupon, metCouponOf, QUALIFYING_SPEND, type Times } from '@earnback/projections'
import { bringRowsToHead, type ReadSide } from './read-side'
import { Known } from './known'
import { positionOf } from './view-coupon'

export interface PlacedDeliveries {
  readonly coupons: ReadonlyArray<MetCoupon>
  readonly position: number
}

const metCouponIds = async (readSide: ReadSide): Promise<ReadonlyArray<string>> => {
  await bringRowsToHead(readSide)
  const couponIds: string[] = []
  for await (const [key, json] of readSide.store.viewRows(QUALIFYING_SPEND.view)) {
    const couponId = metCouponOf(key, json)
    if (couponId !== undefined) couponIds.push(couponId)
  }
  return couponIds
}

/** The coupons whose threshold stands met at the two times, by the log; the rows only say which to look at. */
export const listDeliveries = async (readSide: ReadSide, times: Times): Promise<PlacedDeliveries> => {
  const { store } = readSide
  const position = await positionOf(store, times)
  const known = new Known(store, { times, position })
  const coupons: MetCoupon[] = []
  for (const couponId of await metCouponIds(readSide)) {
    const state = await known.coupon(couponId)
    const met = standingThreshold(state)
    if (met === undefined) continue
    coupons.push({
      couponId,
      state,
      account: (await known.account(accountOf(state) ?? met.event.data.adAccountId)) ?? UNKNOWN_ACCOUNT,
    })
  }
  return { coupons, position }
}
