import {
  accountOf,
  type AccountState,
  couponDelivery,
  type CouponState,
  creditOf,
  type Risk,
  standingActivation,
  type Tab,
} from '@earnback/coupon'
import type { Instant } from '@earnback/kernel'
import { type CouponView, standingsOf } from '../coupon-view'
import { type AmountJson, moneyIn, type Question, type QuestionJson, questionJson } from '../json'
import { adviceOn } from '../flags'
import type { ReadingPolicy } from '../policy'
import { type Progress, progressOf } from '../progress'
import { creditFacts } from './credit'
import { deliveryJson, type DeliveryJson } from './deliveries'

/** One coupon as an advertiser sees it. */
export interface Promotion {
  readonly progress: Progress
  /** What is left of its credit; null where none was granted. */
  readonly creditLeft: AmountJson | null
  readonly delivery: DeliveryJson | null
  readonly risks: ReadonlyArray<Risk>
  /** Behind the ticket icon, from the activation on (R27). */
  readonly couponCardVisible: boolean
}

/** `earnback promotions --json`. A coupon stands in every tab that shows it; one that is only issued stands in none (R27). */
export interface Promotions extends QuestionJson {
  readonly adAccountId: string
  readonly businessAccountIds: ReadonlyArray<string>
  readonly available: ReadonlyArray<Promotion>
  readonly earning: ReadonlyArray<Promotion>
  readonly notAvailable: ReadonlyArray<Promotion>
  readonly issued: ReadonlyArray<Promotion>
}

/** What is known of an ad account, and of the coupons that may be its own. */
export interface AccountView {
  readonly adAccountId: string
  readonly account: AccountState
  readonly coupons: ReadonlyArray<CouponView>
}

const businessAccounts = ({ adAccountId, account, coupons }: AccountView): ReadonlyArray<string> => {
  const named = [
    ...account.registrations.map(({ value }) => value.businessAccountId),
    ...coupons
      .map(({ state }) => standingActivation(state))
      .map((one) => (one?.adAccountId === adAccountId ? one.businessAccountId : undefined)),
  ]
  return [...new Set(named.flatMap((id) => id ?? []))].sort()
}

/** Activated on the account; where it is activated nowhere, issued to its business, or tried on it by nobody known to be another. */
const isOwn = (state: CouponState, adAccountId: string, businessAccountIds: ReadonlyArray<string>): boolean => {
  const activation = standingActivation(state)
  if (activation !== undefined) return activation.adAccountId === adAccountId
  const recipient = state.issue?.event.data.recipient?.businessAccountId
  return recipient === undefined ? accountOf(state) === adAccountId : businessAccountIds.includes(recipient)
}

/** An account's promotions as a person or a program sees them, judged at the instant `at`. */
export const promotionsOf = (view: AccountView, policy: ReadingPolicy, at: Instant, question: Question): Promotions => {
  const { adAccountId, account } = view
  const businessAccountIds = businessAccounts(view)
  const facts = creditFacts(
    adAccountId,
    view.coupons.map(({ state }) => state),
    account,
  )
  const credit = creditOf({ ...facts, at })
  const promotion = (coupon: CouponView): Promotion => {
    const { state, couponId } = coupon
    const standings = { ...standingsOf(coupon), account, credit: facts }
    const progress = progressOf(standings, at, question, policy)
    const lots = credit.lots.filter((lot) => lot.couponId === couponId)
    const delivery = couponDelivery(state, account, policy.holidays, at)
    return {
      progress,
      creditLeft: lots[0] === undefined ? null : moneyIn(lots[0].currency)(lots.reduce((sum, { left }) => sum + left, 0n)),
      delivery: delivery === undefined ? null : deliveryJson(delivery),
      risks: adviceOn(standings, account, progress.status, at),
      couponCardVisible: standingActivation(state) !== undefined,
    }
  }
  const own = view.coupons.filter(({ state }) => isOwn(state, adAccountId, businessAccountIds)).map(promotion)
  const inTab = (tab: Tab): ReadonlyArray<Promotion> => own.filter(({ progress }) => progress.tabs.includes(tab))
  return {
    adAccountId,
    businessAccountIds,
    available: inTab('available'),
    earning: inTab('earning'),
    notAvailable: inTab('not_available'),
    issued: own.filter(({ progress }) => progress.tabs.length === 0),
    ...questionJson(question),
  }
}
