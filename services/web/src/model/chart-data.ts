import { drawable, microsOf } from './micros'
import { microsOfInstant } from './instant'
import type { HistoryEvent, Point } from './point'

/** Seconds since 1970, then the running totals at each: counted and pending, all spend, as the advertiser saw it. */
export interface ChartData {
  readonly seconds: ReadonlyArray<number>
  readonly qualifying: ReadonlyArray<number>
  readonly everything: ReadonlyArray<number>
  readonly seen: ReadonlyArray<number>
}

interface Step {
  readonly at: number
  readonly qualifying: bigint
  readonly everything: bigint
  readonly seen: bigint
}

const NONE = { qualifying: 0n, everything: 0n, seen: 0n }

const stepsOf = (point: Point, eventAt: (position: number) => HistoryEvent | undefined): ReadonlyArray<Step> => {
  const currency = point.progress.threshold?.currency
  const steps: Array<Step> = []
  for (const { occurredAt, position, amount, qualifyingAmount, calculatedAmount } of point.lines) {
    const isOwn = amount.currency === currency
    const everything = isOwn ? microsOf(amount) : 0n
    steps.push({ ...NONE, at: microsOfInstant(occurredAt), qualifying: microsOf(qualifyingAmount), everything })
    const calculatedAt = eventAt(position)?.calculatedAt
    const seen = microsOf(calculatedAmount)
    if (typeof calculatedAt === 'string' && seen !== 0n) steps.push({ ...NONE, at: microsOfInstant(calculatedAt), seen })
  }
  return steps.sort((one, other) => one.at - other.at)
}

/** Sums are exact; only the finished totals become doubles, to be drawn. */
export const chartDataOf = (point: Point, eventAt: (position: number) => HistoryEvent | undefined): ChartData => {
  const data = { seconds: [] as number[], qualifying: [] as number[], everything: [] as number[], seen: [] as number[] }
  let sum = NONE
  for (const step of stepsOf(point, eventAt)) {
    sum = {
      qualifying: sum.qualifying + step.qualifying,
      everything: sum.everything + step.everything,
      seen: sum.seen + step.seen,
    }
    const seconds = step.at / 1e6
    // Steps at one instant are one point of the line.
    if (data.seconds.at(-1) === seconds) for (const list of Object.values(data)) list.pop()
    data.seconds.push(seconds)
    data.qualifying.push(drawable(sum.qualifying))
    data.everything.push(drawable(sum.everything))
    data.seen.push(drawable(sum.seen))
  }
  return data
}
