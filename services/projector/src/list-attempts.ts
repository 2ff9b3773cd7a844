import { accountStream, type CouponState, couponStream } from '@earnback/coupon'
import { type Attempts, attemptsOf, directoryKeys, type LoggedEvent, type Times } from '@earnback/projections'
import { Known } from './known'
import type { ReadSide } from './read-side'
import { positionOf } from './view-coupon'

/** Every attempt to activate a code for an ad account, at the two times (R10, R18, R21). */
export const listAttempts = async (readSide: ReadSide, adAccountId: string, times: Times): Promise<Attempts> => {
  const position = await positionOf(readSide.store, times)
  const known = new Known(readSide.store, { times, position })
  const { couponIds } = await readSide.projector.entry(directoryKeys.account(adAccountId))
  const coupons: LoggedEvent[] = []
  const states = new Map<string, CouponState>()
  for (const couponId of couponIds) {
    coupons.push(...(await known.events(couponStream(couponId))))
    states.set(couponId, await known.coupon(couponId))
  }
  const told = { account: await known.events(accountStream(adAccountId)), coupons }
  return attemptsOf(adAccountId, told, states, { ...times, position })
}
