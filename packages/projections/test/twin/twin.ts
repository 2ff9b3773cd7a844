import { type Coupon, couponIn } from './coupon'
import { type Line, linesOf, type Verdict, waitingFindings } from './lines'
import { instant, moneyOf, sum } from './parse'
import type { StoredJson } from './stored'
import { type Fact, named, ofCoupon, throughOf, viewOf } from './view'

export type { Verdict } from './lines'
export type { CloudEventJson, StoredJson } from './stored'

export type TwinStatus = 'issued' | 'expired_unused' | 'earning' | 'settling' | 'met' | 'credited' | 'withdrawn' | 'missed'

export type TwinLine = {
  readonly spendId: string
  readonly source: string
  readonly id: string
  readonly occurredAt: bigint
  readonly amount: bigint
  readonly currency: string
  readonly qualifyingAmount: bigint
  readonly verdict: Verdict
  readonly runningTotal: bigint
}

export type Confirmation = {
  readonly runPosition: number
  readonly metAt: bigint
  readonly confirmedAt: bigint
  readonly crossingSpendId: string
}

/** Amounts are micros and instants are microseconds since the epoch; null is a fact that is not known. */
export type TwinAnswer = {
  readonly status: TwinStatus
  readonly reported: bigint
  readonly calculated: bigint
  readonly pending: bigint
  readonly calculatedThrough: bigint | null
  readonly activatedAt: bigint | null
  readonly windowEndsAt: bigint | null
  readonly activationDeadline: bigint | null
  /** What explain would say now; `confirmed` is what the deciding run said. */
  readonly metAtNow: bigint | null
  readonly confirmed: Confirmation | null
  readonly verdicts: readonly TwinLine[]
  /** Recorded amounts by verdict; `VERDICT:CUR` where the currency is not the coupon's. */
  readonly totals: Readonly<Record<string, bigint>>
  readonly findings: readonly string[]
}

/** `now` is used only where neither other time says at which instant the status is judged. */
export type TwinOptions = { readonly asOf?: string; readonly knownAt?: string; readonly now: string }

const crossingLine = (lines: readonly Line[], coupon: Coupon): Line | null => {
  const { threshold } = coupon
  if (threshold === null || coupon.activatedAt === null) return null
  const crossing = lines.find((_line, index) => sum(lines.slice(0, index + 1).map((line) => line.calculated)) >= threshold.micros)
  return crossing ?? null
}

/** The first run after which the log so far, judged from nothing, reaches the threshold. */
const firstConfirmation = (view: readonly Fact[], couponId: string): Confirmation | null => {
  for (const run of named(view, 'CalculationAdvanced')) {
    const known = view.filter((fact) => fact.position <= run.position)
    const coupon = couponIn(known, couponId)
    const crossing = coupon === null ? null : crossingLine(linesOf(known, coupon), coupon)
    if (crossing !== null) {
      const { spend, spendId } = crossing
      return { runPosition: run.position, metAt: spend.time, confirmedAt: run.time, crossingSpendId: spendId }
    }
  }
  return null
}

const isWithdrawn = (history: readonly Fact[]): boolean => {
  const granted = sum(named(history, 'CreditGranted').map((grant) => moneyOf(grant.data, 'amount')?.micros ?? 0n))
  const requested = named(history, 'CreditWithdrawn').map((fact) => moneyOf(fact.data, 'requested')?.micros ?? 0n)
  return requested.length > 0 && sum(requested) >= granted
}

const statusOf = (history: readonly Fact[], coupon: Coupon, isSettled: boolean, calculated: bigint, at: bigint): TwinStatus => {
  const { activationDeadline, windowEndsAt, threshold } = coupon
  if (windowEndsAt === null || threshold === null)
    return activationDeadline === null || at < activationDeadline ? 'issued' : 'expired_unused'
  if (isWithdrawn(history)) return 'withdrawn'
  if (named(history, 'CreditGranted').length > 0) return 'credited'
  const decisions = history.filter((fact) => fact.name === 'ThresholdMet' || fact.name === 'ThresholdReverted')
  if (decisions.at(-1)?.name === 'ThresholdMet') return 'met'
  if (named(history, 'SpendWindowMissed').length > 0) return 'missed'
  if (at < windowEndsAt) return 'earning'
  return isSettled && calculated < threshold.micros ? 'missed' : 'settling'
}

const isCounting = (line: Line): boolean => line.verdict === 'COUNTED' || line.verdict === 'PENDING_CALCULATION'

const explained = (lines: readonly Line[]): readonly TwinLine[] =>
  lines.map((line, index) => ({
    spendId: line.spendId,
    source: line.spend.source,
    id: line.spend.id,
    occurredAt: line.spend.time,
    amount: line.recorded.micros,
    currency: line.recorded.currency,
    qualifyingAmount: isCounting(line) ? line.reported : 0n,
    verdict: line.verdict,
    runningTotal: sum(
      lines
        .slice(0, index + 1)
        .filter(({ verdict }) => verdict === 'COUNTED')
        .map(({ reported }) => reported),
    ),
  }))

const totalsOf = (lines: readonly Line[], couponCurrency: string | undefined): Readonly<Record<string, bigint>> => {
  const keyOf = ({ verdict, recorded }: Line): string =>
    recorded.currency === couponCurrency ? verdict : `${verdict}:${recorded.currency}`
  const keys = [...new Set(lines.map(keyOf))].sort()
  return Object.fromEntries(
    keys.map((key) => [key, sum(lines.filter((line) => keyOf(line) === key).map((line) => line.recorded.micros))]),
  )
}

/**
 * An independent answer to where a coupon stands, from the set of stored events alone: it filters, sorts and sums anew
 * for every question and shares no code with the engine. Null where the view holds nothing that names the coupon.
 */
export const twin = (log: readonly StoredJson[], couponId: string, options: TwinOptions): TwinAnswer | null => {
  const view = viewOf(log, options)
  const coupon = couponIn(view, couponId)
  if (coupon === null) return null
  const lines = linesOf(view, coupon)
  const [reported, calculated] = [sum(lines.map((line) => line.reported)), sum(lines.map((line) => line.calculated))]
  const throughs = named(view, 'CalculationAdvanced').map(throughOf)
  const lineFindings = lines.flatMap((line) => line.findings.map((code) => `${code}:${line.spendId}`))
  return {
    status: statusOf(
      ofCoupon(view, couponId),
      coupon,
      coupon.closedAt !== null && named(view, 'CalculationAdvanced').some((run) => run.position > coupon.knownFrom),
      calculated,
      instant(options.asOf ?? options.knownAt ?? options.now),
    ),
    reported,
    calculated,
    pending: reported - calculated,
    calculatedThrough: throughs.reduce<bigint | null>((top, at) => (top === null || at > top ? at : top), null),
    activatedAt: coupon.activatedAt,
    windowEndsAt: coupon.windowEndsAt,
    activationDeadline: coupon.activationDeadline,
    metAtNow: crossingLine(lines, coupon)?.spend.time ?? null,
    confirmed: firstConfirmation(view, couponId),
    verdicts: explained(lines),
    totals: totalsOf(lines, coupon.threshold?.currency),
    findings: [...new Set([...coupon.findings, ...lineFindings, ...waitingFindings(view, coupon)])].sort(),
  }
}
