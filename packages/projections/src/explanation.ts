import {
  countsFrom,
  type JudgedSpend,
  standingActivation,
  type Verdict,
  VERDICT_RULES,
  VERDICTS,
  windowEndOf,
} from '@earnback/coupon'
import { currencyNumber, encodeAmount, formatInstant, type Instant, type Micros } from '@earnback/kernel'
import type { CouponView } from './coupon-view'
import { type Origin, originOf } from './origin'

interface AmountJson {
  readonly amount: string
  readonly currency: string
}

/** One line of `earnback explain`: the verdict on one spend, its rule and what it adds. */
export interface ExplainedSpend {
  readonly spendId: string
  readonly occurredAt: string
  readonly recordedAt: string
  /** When the first run took it in that counts for this coupon. */
  readonly calculatedAt: string | null
  readonly position: number
  readonly source: string
  readonly id: string
  readonly amount: AmountJson
  readonly qualifyingAmount: AmountJson
  readonly calculatedAmount: AmountJson
  readonly verdict: Verdict
  readonly rule: string
  readonly why: string
  readonly fundingAssumed: boolean
  readonly corrections: ReadonlyArray<{ readonly recordedAt: string; readonly delta: AmountJson | null }>
  readonly runningTotal: AmountJson
  readonly origin: Origin
}

/** `earnback explain --json`: one verdict per line in event-time order; `totals` of the recorded amounts add up to the raw total. */
export interface Explanation {
  readonly couponId: string
  readonly verdicts: ReadonlyArray<ExplainedSpend>
  /** Each verdict's recorded amounts, in the coupon's currency where any line of it has that one. */
  readonly totals: { readonly [verdict in Verdict]?: AmountJson }
  /** The same for every currency, where a verdict has lines of several. */
  readonly totalsByCurrency: { readonly [verdict in Verdict]?: ReadonlyArray<AmountJson> }
  readonly asOf: string | null
  readonly knownAt: string | null
  readonly position: number
}

const MICROS_PER_SECOND = 1_000_000

/** How far an instant lies from a boundary, for the arithmetic beside a verdict: `1 µs`, `12.5 s`, `3 h 20 min`. */
const distance = (micros: number): string => {
  if (micros < 1_000) return `${micros} µs`
  if (micros < MICROS_PER_SECOND) return `${micros / 1_000} ms`
  const seconds = Math.floor(micros / MICROS_PER_SECOND)
  if (seconds < 120) return `${micros / MICROS_PER_SECOND} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 120) return `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  return hours < 72 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const reasonOf = ({ verdict, line }: JudgedSpend, activatedAt: Instant | undefined, endsAt: Instant | undefined): string => {
  const { why } = VERDICT_RULES[verdict]
  if (verdict === 'BEFORE_ACTIVATION' && activatedAt !== undefined && line.period === undefined) {
    return `${why}, ${distance(activatedAt - line.occurredAt)} early`
  }
  if (verdict === 'AFTER_WINDOW' && endsAt !== undefined && line.period === undefined) {
    return line.occurredAt === endsAt
      ? `${why}, at the very instant of its end`
      : `${why}, ${distance(line.occurredAt - endsAt)} late`
  }
  return why
}

const totalsByCurrency = (spend: ReadonlyArray<JudgedSpend>): ReadonlyMap<Verdict, ReadonlyMap<string, Micros>> => {
  const totals = new Map<Verdict, Map<string, Micros>>()
  for (const { verdict, line } of spend) {
    const ofVerdict = totals.get(verdict) ?? new Map<string, Micros>()
    totals.set(verdict, ofVerdict.set(line.currency, (ofVerdict.get(line.currency) ?? 0n) + line.amount))
  }
  return totals
}

/** Writes out the lines of a view. */
const lineWriter = ({ state, runs, notes }: CouponView): ((judged: JudgedSpend) => ExplainedSpend) => {
  const [activatedAt, endsAt] = [standingActivation(state)?.at, windowEndOf(state)]
  const knownFrom = countsFrom(state)
  return (judged) => {
    const { line, corrections } = judged
    const own = (micros: Micros): AmountJson => encodeAmount({ micros, currency: line.currency })
    const run = runs.covering(Math.max(line.position, knownFrom), line.occurredAt)
    return {
      spendId: line.spendId,
      occurredAt: formatInstant(line.occurredAt),
      recordedAt: formatInstant(line.recordedAt),
      calculatedAt: run === undefined ? null : formatInstant(run.at),
      position: line.position,
      source: line.source,
      id: line.id,
      amount: own(line.amount),
      qualifyingAmount: own(judged.qualifying),
      calculatedAmount: own(judged.calculated),
      verdict: judged.verdict,
      rule: VERDICT_RULES[judged.verdict].rule,
      why: reasonOf(judged, activatedAt, endsAt),
      fundingAssumed: line.fundingAssumed,
      corrections: corrections.map(({ recordedAt, delta }) => ({
        recordedAt: formatInstant(recordedAt),
        delta: delta === undefined ? null : encodeAmount(delta),
      })),
      runningTotal: encodeAmount({ micros: judged.runningTotal, currency: state.terms?.threshold.currency ?? line.currency }),
      origin: originOf({ notes: notes.get(line.position) }),
    }
  }
}

const byOwnCurrencyFirst =
  (own: string | undefined) =>
  (one: AmountJson, other: AmountJson): number => {
    if (one.currency === own) return -1
    return other.currency === own ? 1 : currencyNumber(one.currency) - currencyNumber(other.currency)
  }

interface Question {
  readonly asOf?: Instant | undefined
  readonly knownAt?: Instant | undefined
  readonly position: number
}

/** An explanation whose lines are written out when they are asked for. */
export interface JudgedExplanation {
  readonly summary: Omit<Explanation, 'verdicts'>
  readonly lines: ReadonlyArray<JudgedSpend>
  readonly written: (line: JudgedSpend) => ExplainedSpend
}

export const judgedExplanation = (view: CouponView, question: Question): JudgedExplanation => {
  const { spend } = view.qualified
  const own = view.state.terms?.threshold.currency
  const totals = totalsByCurrency(spend)
  const listed = VERDICTS.flatMap((verdict) => {
    const amounts = [...(totals.get(verdict) ?? [])].map(([currency, micros]) => encodeAmount({ micros, currency }))
    return amounts.length === 0 ? [] : [[verdict, amounts.sort(byOwnCurrencyFirst(own))] as const]
  })
  return {
    summary: {
      couponId: view.couponId,
      totals: Object.fromEntries(listed.map(([verdict, amounts]) => [verdict, amounts[0]])),
      totalsByCurrency: Object.fromEntries(listed),
      asOf: question.asOf === undefined ? null : formatInstant(question.asOf),
      knownAt: question.knownAt === undefined ? null : formatInstant(question.knownAt),
      position: question.position,
    },
    lines: spend,
    written: lineWriter(view),
  }
}

/** The explanation with these of its lines. */
export const writtenExplanation = (
  { summary: { couponId, ...rest }, written }: JudgedExplanation,
  lines: ReadonlyArray<JudgedSpend>,
): Explanation => ({ couponId, verdicts: lines.map(written), ...rest })

export const explanationOf = (view: CouponView, question: Question): Explanation => {
  const judged = judgedExplanation(view, question)
  return writtenExplanation(judged, judged.lines)
}
