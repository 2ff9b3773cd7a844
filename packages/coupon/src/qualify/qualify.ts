import type { Instant, Micros } from '@earnback/kernel'
import { type Finding, finding } from '../finding'
import type { Verdict } from '../verdict'
import type { CountingWindow } from './judge'
import { type Outcome, outcomeOf, type Surroundings } from './outcome'
import type { Runs } from './runs'
import { type Correction, inSumOrder, judgedLine, type SpendLine } from './spend-line'

/** One line of spend with its verdict and what it adds. */
export interface JudgedSpend {
  readonly line: SpendLine
  readonly verdict: Verdict
  /** What counts or waits to count, after corrections; zero for every other verdict. */
  readonly qualifying: Micros
  /** What the runs have covered of it. */
  readonly calculated: Micros
  /** The sum of what counted up to this line, in the order of event time. */
  readonly runningTotal: Micros
  readonly corrections: ReadonlyArray<Correction>
}

export interface Qualified {
  /** In the order in which spend adds up. */
  readonly spend: ReadonlyArray<JudgedSpend>
  readonly reported: Micros
  readonly calculated: Micros
  readonly findings: ReadonlyArray<Finding>
}

export interface QualifyInput {
  /** Undefined while the coupon is not activated. */
  readonly window: CountingWindow | undefined
  /** The position at which the log made the window known. */
  readonly countsFrom: number
  readonly offerLatenessMicros: number | undefined
  /** Every line of the coupon's account, in the order of the log. */
  readonly lines: ReadonlyArray<SpendLine>
  readonly corrections: ReadonlyArray<Correction>
  readonly runs: Runs
}

const groupedBySpend = (corrections: ReadonlyArray<Correction>): ReadonlyMap<string, ReadonlyArray<Correction>> => {
  const groups = new Map<string, Correction[]>()
  for (const correction of corrections) {
    const group = groups.get(correction.spendId)
    if (group === undefined) groups.set(correction.spendId, [correction])
    else group.push(correction)
  }
  return groups
}

/** The position of the run that settles the window, Infinity while none has. */
export const closedAt = (window: CountingWindow | undefined, offerLatenessMicros: number | undefined, runs: Runs): number =>
  window === undefined ? Infinity : (runs.closing(window.endsAt, offerLatenessMicros)?.position ?? Infinity)

const judgeLine = (line: SpendLine, corrections: ReadonlyArray<Correction>, around: Surroundings): Outcome =>
  outcomeOf(line, judgedLine(line, { retracted: false, late: false, covered: false }), corrections, around)

/**
 * The heart: what an account's spend is worth to one coupon, line by line. Every line gets exactly one verdict,
 * `reported` is the sum of `qualifying`, and what the runs have not covered is the difference to `calculated`.
 */
export const qualify = ({ window, countsFrom, offerLatenessMicros, lines, corrections, runs }: QualifyInput): Qualified => {
  const around = { window, countsFrom, closedAt: closedAt(window, offerLatenessMicros, runs), runs }
  const waiting = new Map(groupedBySpend(corrections))
  const findings: Finding[] = []
  const spend: JudgedSpend[] = []
  let [reported, calculated, runningTotal] = [0n, 0n, 0n]
  for (const line of [...lines].sort(inSumOrder)) {
    const own = line.repeat === 'first' ? (waiting.get(line.spendId) ?? []) : []
    if (line.repeat === 'first') waiting.delete(line.spendId)
    const outcome = judgeLine(line, own, around)
    reported += outcome.reported
    calculated += outcome.calculated
    if (outcome.verdict === 'COUNTED') runningTotal += outcome.reported
    findings.push(...outcome.findings.map((code) => finding(code, line.spendId)))
    const isWorth = outcome.verdict === 'COUNTED' || outcome.verdict === 'PENDING_CALCULATION'
    spend.push({
      line,
      verdict: outcome.verdict,
      qualifying: isWorth ? outcome.reported : 0n,
      calculated: outcome.calculated,
      runningTotal,
      corrections: own,
    })
  }
  for (const spendId of waiting.keys()) findings.push(finding('ADJUSTMENT_WITHOUT_SPEND', spendId))
  return { spend, reported, calculated, findings }
}

/** The line at which calculated spend, in sum order, first reaches the threshold (R40: `metAt`). */
export const crossing = (
  spend: ReadonlyArray<JudgedSpend>,
  threshold: Micros,
): { metAt: Instant; spendId: string } | undefined => {
  let total = 0n
  for (const { line, calculated } of spend) {
    total += calculated
    if (total >= threshold) return { metAt: line.occurredAt, spendId: line.spendId }
  }
  return undefined
}
