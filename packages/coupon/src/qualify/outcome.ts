import type { Micros } from '@earnback/kernel'
import type { FindingCode } from '../finding'
import type { Verdict } from '../verdict'
import { type CountingWindow, judge, type JudgedLine } from './judge'
import type { Runs } from './runs'
import type { Correction } from './spend-line'

/** What one line of spend is worth to one coupon. */
export interface Outcome {
  readonly verdict: Verdict
  /** Micros that qualify by all that is known. */
  readonly reported: Micros
  /** Micros of it that the runs have covered. */
  readonly calculated: Micros
  readonly findings: ReadonlyArray<FindingCode>
}

/** What surrounds a line when it is judged: the coupon's window, the run that closed it and all runs. */
export interface Surroundings {
  readonly window: CountingWindow | undefined
  /** Where the log made the window known: only a later run can have calculated anything for it, so that `calculated` changes at runs alone. */
  readonly countsFrom: number
  /** The position of the run that settled the window; Infinity while it is open. */
  readonly closedAt: number
  readonly runs: Runs
}

/** A line with what the rule needs to value it. */
export interface ValuedLine {
  readonly position: number
  readonly occurredAt: number
  readonly currency: string
  readonly cash: Micros
}

const LEAVES_FINDING: Partial<Record<Verdict, FindingCode>> = {
  DUPLICATE_CONFLICT: 'DUPLICATE_CONFLICT',
  STRADDLES_ACTIVATION: 'STRADDLES_ACTIVATION',
  STRADDLES_WINDOW_END: 'STRADDLES_WINDOW_END',
  LATE_AFTER_SETTLEMENT: 'LATE_AFTER_SETTLEMENT',
}

const NO_FINDINGS: ReadonlyArray<FindingCode> = []

/** What a verdict by itself leaves for a person to see. */
export const findingOf = (verdict: Verdict): ReadonlyArray<FindingCode> => {
  const code = LEAVES_FINDING[verdict]
  return code === undefined ? NO_FINDINGS : [code]
}

const floored = (micros: Micros): Micros => (micros > 0n ? micros : 0n)

const nothing = (verdict: Verdict, findings: ReadonlyArray<FindingCode>): Outcome => ({
  verdict,
  reported: 0n,
  calculated: 0n,
  findings,
})

const sum = (deltas: ReadonlyArray<Micros>): Micros => deltas.reduce((total, delta) => total + delta, 0n)

const isForeign =
  (line: ValuedLine) =>
  ({ delta }: Correction): boolean =>
    delta !== undefined && delta.currency !== line.currency

/** What a person should look at in a line that would count, its corrections aside. */
const correctionFindings = (line: ValuedLine, late: ReadonlyArray<Correction>, total: Micros): ReadonlyArray<FindingCode> => {
  const codes: FindingCode[] = []
  if (late.some(({ delta }) => delta !== undefined)) codes.push('LATE_ADJUSTMENT')
  if (late.some(({ delta }) => delta === undefined)) codes.push('LATE_RETRACTION')
  if (line.cash + total < 0n) codes.push('ADJUSTED_BELOW_ZERO')
  return codes
}

/**
 * Judges one line with the corrections that name it and says what it is worth. Late corrections change no sum and leave a
 * finding; a correction that no run has covered yet is in `reported` and not in `calculated` (docs/domain/qualifying-spend.md).
 * `judged` is a scratch line that describes `line`; its `retracted`, `late` and `covered` are set here.
 */
export const outcomeOf = (
  line: ValuedLine,
  judged: JudgedLine,
  corrections: ReadonlyArray<Correction>,
  { window, countsFrom, closedAt, runs }: Surroundings,
): Outcome => {
  judged.late = line.position > closedAt
  const from = Math.max(line.position, countsFrom)
  judged.covered = runs.covers(from, line.occurredAt)
  judged.retracted = false
  const own = judge(judged, window)
  if (corrections.length === 0) {
    const counts = own === 'COUNTED' || own === 'PENDING_CALCULATION'
    if (!counts) return nothing(own, findingOf(own))
    return { verdict: own, reported: line.cash, calculated: own === 'COUNTED' ? line.cash : 0n, findings: [] }
  }
  const foreign: ReadonlyArray<FindingCode> = corrections.some(isForeign(line)) ? ['ADJUSTMENT_CURRENCY_MISMATCH'] : []
  const effective = corrections.filter((correction) => !isForeign(line)(correction))
  const late = effective.filter(({ position }) => position > closedAt)
  const timely = effective.filter(({ position }) => position <= closedAt)
  const isCovered = ({ position }: Correction): boolean => runs.covers(Math.max(position, from), line.occurredAt)
  const retractions = timely.filter(({ delta }) => delta === undefined)
  judged.retracted = retractions.length > 0
  const verdict = judge(judged, window)
  if (own !== 'COUNTED' && own !== 'PENDING_CALCULATION') return nothing(verdict, [...findingOf(verdict), ...foreign])
  const total = sum(timely.map(({ delta }) => delta?.micros ?? 0n))
  const calculatedSum = sum(timely.filter(isCovered).map(({ delta }) => delta?.micros ?? 0n))
  const isGone = retractions.some(isCovered)
  return {
    verdict,
    reported: judged.retracted ? 0n : floored(line.cash + total),
    calculated: own === 'COUNTED' && !isGone ? floored(line.cash + calculatedSum) : 0n,
    findings: [...foreign, ...correctionFindings(line, late, total)],
  }
}
