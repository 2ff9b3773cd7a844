import { accountStream, CALCULATION_STREAM, couponStream, type CouponState, spendStream } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import {
  accountAt,
  accountState,
  type AccountView,
  couponView,
  directoryKeys,
  type LoggedEvent,
  type Times,
  within,
} from '@earnback/projections'
import type { ReadSide } from './read-side'
import { toldStream } from './logged'
import { positionOf } from './view-coupon'

/** The coupons that the log, up to its head, names with an ad account or issued to its business account. */
const couponIdsOf = async (readSide: ReadSide, adAccountId: string): Promise<ReadonlyArray<string>> => {
  const { couponIds, businessAccountIds } = await readSide.projector.entry(directoryKeys.account(adAccountId))
  const ids = new Set(couponIds)
  for (const businessAccountId of businessAccountIds) {
    const entry = await readSide.projector.entry(directoryKeys.business(businessAccountId))
    for (const couponId of entry.couponIds) ids.add(couponId)
  }
  return [...ids].sort()
}

const hasSpend = async (store: EventStore, adAccountId: string, position: number, times: Times): Promise<boolean> =>
  (await toldStream(store, spendStream(adAccountId), position)).some(within(times))

const isNamedBy = ({ activations, grants }: CouponState, adAccountId: string): boolean =>
  activations.some((one) => one.adAccountId === adAccountId) || grants.some(({ event }) => event.data.adAccountId === adAccountId)

export interface PlacedAccount {
  readonly view: AccountView
  readonly position: number
}

/** Folds an account and its coupons from the log alone, at the two times; undefined where nothing names the account. */
export const viewAccount = async (readSide: ReadSide, adAccountId: string, times: Times): Promise<PlacedAccount | undefined> => {
  const { store } = readSide
  const position = await positionOf(store, times)
  const logged = (stream: string): Promise<ReadonlyArray<LoggedEvent>> => toldStream(store, stream, position)
  const events = (await logged(accountStream(adAccountId))).filter(within(times))
  const calculation = await logged(CALCULATION_STREAM)
  const coupons: Array<AccountView['coupons'][number]> = []
  let spend: ReadonlyArray<LoggedEvent> | undefined
  for (const couponId of await couponIdsOf(readSide, adAccountId)) {
    const coupon = await logged(couponStream(couponId))
    const isOnAccount = accountAt(coupon, times) === adAccountId
    if (isOnAccount) spend ??= await logged(spendStream(adAccountId))
    const view = couponView(couponId, { coupon, account: isOnAccount ? (spend ?? []) : [], calculation }, times)
    if (view !== undefined) coupons.push(view)
  }
  const isNamed = events.length > 0 || coupons.some(({ state }) => isNamedBy(state, adAccountId))
  if (!isNamed && !(await hasSpend(store, adAccountId, position, times))) return undefined
  return { view: { adAccountId, account: accountState(events), coupons }, position }
}
