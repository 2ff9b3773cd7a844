import {
  type AccountState,
  chargesOf,
  type CouponState,
  type CreditFacts,
  creditOf,
  evolveAccount,
  type LotStanding,
  lotsOf,
  type PaidCharge,
  type RestSource,
  UNKNOWN_ACCOUNT,
} from '@earnback/coupon'
import { formatInstant, type Instant, type Micros } from '@earnback/kernel'
import type { LoggedEvent } from '../account-log'
import { type AmountJson, instantText, moneyIn, type Question, type QuestionJson, questionJson } from '../json'

interface LotJson {
  readonly couponId: string
  readonly creditId: string
  readonly grantedAt: string
  readonly expiresAt: string | null
  readonly granted: AmountJson
  readonly reinstated: AmountJson
  readonly consumed: AmountJson
  readonly recovered: AmountJson
  readonly forfeited: AmountJson
  readonly left: AmountJson
}

interface ChargeJson {
  readonly chargeId: string
  readonly occurredAt: string
  readonly amount: AmountJson
  /** What each lot paid of it; the lot names the coupon that it came from. */
  readonly parts: ReadonlyArray<{ readonly creditId: string; readonly couponId: string; readonly amount: AmountJson }>
  readonly rest: { readonly source: RestSource; readonly amount: AmountJson }
}

/** `earnback credit --json`: of every lot granted + reinstated = consumed + recovered + forfeited + left. */
export interface AccountCredit extends QuestionJson {
  readonly adAccountId: string
  /** What is left, one amount for each currency of which there ever was credit. */
  readonly total: ReadonlyArray<AmountJson>
  readonly lots: ReadonlyArray<LotJson>
  readonly charges: ReadonlyArray<ChargeJson>
}

export const accountState = (events: ReadonlyArray<LoggedEvent>): AccountState =>
  events.reduce((state, { event, recorded }) => evolveAccount(state, event, recorded), UNKNOWN_ACCOUNT)

/** What is known of an account's credit: the lots that coupons brought it, and its charges. */
export const creditFacts = (adAccountId: string, coupons: ReadonlyArray<CouponState>, account: AccountState): CreditFacts => ({
  lots: coupons.flatMap(lotsOf).filter((lot) => lot.adAccountId === adAccountId),
  charges: chargesOf(account),
})

const lotJson = (lot: LotStanding): LotJson => {
  const money = moneyIn(lot.currency)
  return {
    couponId: lot.couponId,
    creditId: lot.creditId,
    grantedAt: formatInstant(lot.grantedAt),
    expiresAt: instantText(lot.expiresAt),
    granted: money(lot.granted),
    reinstated: money(lot.reinstated),
    consumed: money(lot.consumed),
    recovered: money(lot.recovered),
    forfeited: money(lot.forfeited),
    left: money(lot.left),
  }
}

const chargeJson = ({ chargeId, at, amount, parts, rest }: PaidCharge): ChargeJson => {
  const money = moneyIn(amount.currency)
  return {
    chargeId,
    occurredAt: formatInstant(at),
    amount: money(amount.micros),
    parts: parts.map(({ creditId, couponId, micros }) => ({ creditId, couponId, amount: money(micros) })),
    rest: { source: rest.source, amount: money(rest.micros) },
  }
}

const totals = (lots: ReadonlyArray<LotStanding>): ReadonlyArray<AmountJson> => {
  const left = new Map<string, Micros>()
  for (const lot of lots) left.set(lot.currency, (left.get(lot.currency) ?? 0n) + lot.left)
  return [...left].sort(([one], [other]) => (one < other ? -1 : 1)).map(([currency, micros]) => moneyIn(currency)(micros))
}

/** An account's credit as a person or a program sees it, judged at the instant `at`. */
export const accountCreditOf = (adAccountId: string, facts: CreditFacts, at: Instant, question: Question): AccountCredit => {
  const { lots, charges } = creditOf({ ...facts, at })
  return {
    adAccountId,
    total: totals(lots),
    lots: lots.map(lotJson),
    charges: charges.map(chargeJson),
    ...questionJson(question),
  }
}
