import type { Coupon } from './coupon'
import { instantOf, type Money, moneyOf, objectOf, required, sum, textOf } from './parse'
import { bySumOrder, type Fact, isCovered, named } from './view'

export type Verdict =
  | 'DUPLICATE'
  | 'DUPLICATE_CONFLICT'
  | 'RETRACTED'
  | 'NOT_ACTIVATED'
  | 'BEFORE_ACTIVATION'
  | 'AT_ACTIVATION_INSTANT'
  | 'AFTER_WINDOW'
  | 'STRADDLES_ACTIVATION'
  | 'STRADDLES_WINDOW_END'
  | 'TAX_OR_FEE'
  | 'NOT_AD_SPEND'
  | 'CURRENCY_MISMATCH'
  | 'NOT_CASH_FUNDED'
  | 'LATE_AFTER_SETTLEMENT'
  | 'PENDING_CALCULATION'
  | 'COUNTED'

export type Line = {
  readonly spend: Fact
  readonly spendId: string
  readonly recorded: Money
  readonly verdict: Verdict
  /** What the line is worth with everything that is known, and with what runs have covered. */
  readonly reported: bigint
  readonly calculated: bigint
  readonly findings: readonly string[]
}

const LEAVES_A_FINDING: readonly Verdict[] = [
  'DUPLICATE_CONFLICT',
  'STRADDLES_ACTIVATION',
  'STRADDLES_WINDOW_END',
  'LATE_AFTER_SETTLEMENT',
]

const spendIdOf = (fact: Fact): string => required(textOf(fact.data, 'spendId'), 'spendId')
const amountOf = (fact: Fact, field: string): Money => required(moneyOf(fact.data, field), field)
const atLeastZero = (micros: bigint): bigint => (micros < 0n ? 0n : micros)

/** The cash-funded amount, net of tax, before adjustments. */
const baseOf = (spend: Fact): bigint => {
  const whole = amountOf(spend, 'amount').micros
  const funding = objectOf(spend.data, 'funding')
  const cash = moneyOf(funding, 'cash')?.micros ?? whole - (moneyOf(funding, 'credit')?.micros ?? 0n)
  return atLeastZero(cash - (moneyOf(spend.data, 'tax')?.micros ?? 0n))
}

/** Everything that makes a second record the same spend, in one comparable text. */
const substanceOf = (spend: Fact): string => {
  const { data } = spend
  const [funding, period] = [objectOf(data, 'funding'), objectOf(data, 'period')]
  const money = [moneyOf(data, 'amount'), moneyOf(data, 'tax'), moneyOf(funding, 'cash'), moneyOf(funding, 'credit')]
  return [
    spend.time,
    textOf(data, 'kind') ?? 'ad_spend',
    textOf(data, 'campaignId'),
    instantOf(period, 'start'),
    instantOf(period, 'end'),
    ...money.map((part) => (part === undefined ? 'absent' : `${part.micros} ${part.currency}`)),
  ].join('|')
}

const againstWindow = (spend: Fact, activatedAt: bigint, windowEndsAt: bigint): Verdict | null => {
  const period = objectOf(spend.data, 'period')
  const [start, end] = [instantOf(period, 'start') ?? spend.time, instantOf(period, 'end') ?? spend.time]
  if (period === undefined) {
    if (spend.time < activatedAt) return 'BEFORE_ACTIVATION'
    if (spend.time === activatedAt) return 'AT_ACTIVATION_INSTANT'
    return spend.time >= windowEndsAt ? 'AFTER_WINDOW' : null
  }
  if (end <= activatedAt) return 'BEFORE_ACTIVATION'
  if (start >= windowEndsAt) return 'AFTER_WINDOW'
  if (start <= activatedAt) return 'STRADDLES_ACTIVATION'
  return end > windowEndsAt ? 'STRADDLES_WINDOW_END' : null
}

const isLate = (coupon: Coupon, fact: Fact): boolean => coupon.closedAt !== null && fact.position > coupon.closedAt

/** A run calculates nothing for a coupon that the log did not know as active yet. */
const countingFrom = (coupon: Coupon, position: number): number => Math.max(coupon.knownFrom, position)

/** What the line would be if nothing else named its spend: no double, no adjustment, no retraction. */
const ownVerdict = (view: readonly Fact[], coupon: Coupon, spend: Fact): Verdict => {
  const { activatedAt, windowEndsAt, threshold } = coupon
  if (activatedAt === null || windowEndsAt === null) return 'NOT_ACTIVATED'
  const outside = againstWindow(spend, activatedAt, windowEndsAt)
  if (outside !== null) return outside
  const kind = textOf(spend.data, 'kind') ?? 'ad_spend'
  if (kind === 'tax' || kind === 'fee') return 'TAX_OR_FEE'
  if (kind !== 'ad_spend') return 'NOT_AD_SPEND'
  const { micros, currency } = amountOf(spend, 'amount')
  if (currency !== threshold?.currency) return 'CURRENCY_MISMATCH'
  if (baseOf(spend) === 0n && micros > 0n) return 'NOT_CASH_FUNDED'
  if (isLate(coupon, spend)) return 'LATE_AFTER_SETTLEMENT'
  return isCovered(view, countingFrom(coupon, spend.position), spend.time) ? 'COUNTED' : 'PENDING_CALCULATION'
}

const inertLine = (spend: Fact, verdict: Verdict): Line => ({
  spend,
  spendId: spendIdOf(spend),
  recorded: amountOf(spend, 'amount'),
  verdict,
  reported: 0n,
  calculated: 0n,
  findings: LEAVES_A_FINDING.includes(verdict) ? [verdict] : [],
})

const doubled = (spend: Fact, original: Fact): Line => {
  const verdict = substanceOf(spend) === substanceOf(original) ? 'DUPLICATE' : 'DUPLICATE_CONFLICT'
  return inertLine(spend, verdict)
}

/** The line of the first record of a spend: adjustments and retractions that name it fold in here. */
const folded = (view: readonly Fact[], coupon: Coupon, spend: Fact, news: readonly Fact[]): Line => {
  const own = ownVerdict(view, coupon, spend)
  const counts = own === 'COUNTED' || own === 'PENDING_CALCULATION'
  const [adjustments, retractions] = [named(news, 'SpendAdjusted'), named(news, 'SpendRetracted')]
  const inCurrency = adjustments.filter((fact) => amountOf(fact, 'delta').currency === amountOf(spend, 'amount').currency)
  const effective = inCurrency.filter((fact) => !isLate(coupon, fact))
  const inTime = retractions.filter((fact) => !isLate(coupon, fact))
  const covered = (fact: Fact): boolean =>
    isCovered(view, countingFrom(coupon, Math.max(fact.position, spend.position)), spend.time)
  const worth = (parts: readonly Fact[]): bigint => baseOf(spend) + sum(parts.map((part) => amountOf(part, 'delta').micros))

  const line = inertLine(spend, inTime.length > 0 ? 'RETRACTED' : own)
  const mismatched = inCurrency.length < adjustments.length ? ['ADJUSTMENT_CURRENCY_MISMATCH'] : []
  if (!counts) return { ...line, findings: [...line.findings, ...mismatched] }
  return {
    ...line,
    reported: inTime.length > 0 ? 0n : atLeastZero(worth(effective)),
    calculated: own !== 'COUNTED' || inTime.some(covered) ? 0n : atLeastZero(worth(effective.filter(covered))),
    findings: [
      ...line.findings,
      ...mismatched,
      ...(effective.length < inCurrency.length ? ['LATE_ADJUSTMENT'] : []),
      ...(inTime.length < retractions.length ? ['LATE_RETRACTION'] : []),
      ...(worth(effective) < 0n ? ['ADJUSTED_BELOW_ZERO'] : []),
    ],
  }
}

const ofAccount = (view: readonly Fact[], account: string): readonly Fact[] =>
  view.filter((fact) => textOf(fact.data, 'adAccountId') === account)

/** One line for each stored spend of the coupon's account, in the order of the sum. */
export const linesOf = (view: readonly Fact[], coupon: Coupon): readonly Line[] => {
  if (coupon.account === null) return []
  const facts = ofAccount(view, coupon.account)
  const spends = named(facts, 'SpendRecorded')
  return [...spends].sort(bySumOrder).map((spend) => {
    const news = facts.filter((fact) => textOf(fact.data, 'spendId') === spendIdOf(spend))
    const original = spends.find((other) => spendIdOf(other) === spendIdOf(spend)) ?? spend
    return spend === original ? folded(view, coupon, spend, news) : doubled(spend, original)
  })
}

/** Findings about adjustments and retractions whose spend is not in the view. */
export const waitingFindings = (view: readonly Fact[], coupon: Coupon): readonly string[] => {
  if (coupon.account === null) return []
  const facts = ofAccount(view, coupon.account)
  const known = named(facts, 'SpendRecorded').map(spendIdOf)
  return [...named(facts, 'SpendAdjusted'), ...named(facts, 'SpendRetracted')]
    .map(spendIdOf)
    .filter((spendId) => !known.includes(spendId))
    .map((spendId) => `ADJUSTMENT_WITHOUT_SPEND:${spendId}`)
}
