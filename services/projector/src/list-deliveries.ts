import { accountOf, accountStream, type AccountState, couponStream, standingThreshold } from '@earnback/coupon'
import {
  accountState,
  couponState,
  type MetCoupon,
  metCouponOf,
  QUALIFYING_SPEND,
  type Times,
  within,
} from '@earnback/projections'
import { bringRowsToHead, type ReadSide } from './read-side'
import { loggedStream } from './logged'
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
  const accounts = new Map<string, AccountState>()
  const accountNamed = async (adAccountId: string): Promise<AccountState> => {
    const known = accounts.get(adAccountId)
    if (known !== undefined) return known
    const account = accountState((await loggedStream(store, accountStream(adAccountId), position)).filter(within(times)))
    accounts.set(adAccountId, account)
    return account
  }
  const coupons: MetCoupon[] = []
  for (const couponId of await metCouponIds(readSide)) {
    const state = couponState((await loggedStream(store, couponStream(couponId), position)).filter(within(times)))
    const met = standingThreshold(state)
    if (met === undefined) continue
    coupons.push({ couponId, state, account: await accountNamed(accountOf(state) ?? met.event.data.adAccountId) })
  }
  return { coupons, position }
}
