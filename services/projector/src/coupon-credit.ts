import { couponStream, type CouponState, type CreditFacts, creditOf, UNKNOWN_ACCOUNT } from '@earnback/coupon'
import type { Instant, Micros } from '@earnback/kernel'
import { couponState, creditFacts, directoryKeys } from '@earnback/projections'
import { Known } from './known'
import { toldStream } from './logged'
import type { ReadSide } from './read-side'

/** What is known of the credit of the account that a coupon's grant names; undefined where nothing was granted. */
export const couponCredit = async (
  { projector }: ReadSide,
  known: Known,
  couponId: string,
  state: CouponState,
): Promise<CreditFacts | undefined> => {
  const adAccountId = state.grants[0]?.event.data.adAccountId
  if (adAccountId === undefined) return undefined
  const { couponIds } = await projector.entry(directoryKeys.account(adAccountId))
  const others: CouponState[] = []
  for (const other of couponIds) if (other !== couponId) others.push(await known.coupon(other))
  return creditFacts(adAccountId, [state, ...others], (await known.account(adAccountId)) ?? UNKNOWN_ACCOUNT)
}

/** What a coupon's granted credit still has for charges at an instant, by all that the log holds; nothing where none was granted (R49). */
export const unspentCredit = async (readSide: ReadSide, couponId: string, at: Instant): Promise<Micros> => {
  const { position } = await readSide.store.head()
  const state = couponState(await toldStream(readSide.store, couponStream(couponId), position))
  const facts = await couponCredit(readSide, new Known(readSide.store, { times: {}, position }), couponId, state)
  if (facts === undefined) return 0n
  return creditOf({ ...facts, at }).lots.reduce((sum, lot) => (lot.couponId === couponId ? sum + lot.left : sum), 0n)
}
