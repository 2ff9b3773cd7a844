import { drawable, microsOf } from './micros'
import { microsOfInstant } from './instant'
import type { Line } from './point'

/** Seconds since 1970, then the running totals at each: counted and pending, all spend, as the advertiser saw it. */
export interface ChartData {
  readonly seconds: ReadonlyArray<number>
  readonly qualifying: ReadonlyArray<number>
  readonly everything: ReadonlyArray<number>
  readonly seen: ReadonlyArray<number>
}

/** More steps than a wide screen has pixels can't be told apart. */
const STEPS_MAX = 5_000

/** Takes lines in as they come, in event-time order. Sums are exact; only finished totals become doubles, to be drawn. */
export class ChartSums {
  private readonly steps: Array<readonly [seconds: number, qualifying: number, everything: number]> = []
  /** By the second of the run. */
  private readonly calculated = new Map<number, bigint>()
  private qualifying = 0n
  private everything = 0n

  constructor(private readonly currency: string | undefined) {}

  add(lines: ReadonlyArray<Line>): void {
    for (const { occurredAt, calculatedAt, amount, qualifyingAmount, calculatedAmount } of lines) {
      this.qualifying += microsOf(qualifyingAmount)
      if (amount.currency === this.currency) this.everything += microsOf(amount)
      this.steps.push([microsOfInstant(occurredAt) / 1e6, drawable(this.qualifying), drawable(this.everything)])
      if (calculatedAt === null) continue
      const run = microsOfInstant(calculatedAt) / 1e6
      this.calculated.set(run, (this.calculated.get(run) ?? 0n) + microsOf(calculatedAmount))
    }
  }

  data(): ChartData {
    const { steps, calculated } = this
    const runs = Float64Array.from(calculated.keys()).sort()
    const first = Math.min(steps[0]?.[0] ?? 0, runs[0] ?? Infinity)
    const last = Math.max(steps.at(-1)?.[0] ?? 0, runs.at(-1) ?? 0)
    const apart = steps.length + runs.length > STEPS_MAX ? (last - first) / STEPS_MAX : 0
    const data = { seconds: [] as number[], qualifying: [] as number[], everything: [] as number[], seen: [] as number[] }
    let [seen, start, place] = [0n, -Infinity, -1]
    for (let step = 0, run = 0; step < steps.length || run < runs.length;) {
      const at = Math.min(runs[run] ?? Infinity, steps[step]?.[0] ?? Infinity)
      if (runs[run] === at) seen += calculated.get(runs[run++] ?? 0) ?? 0n
      else step++
      if (at - start > apart) [start, place] = [at, place + 1]
      data.seconds[place] = at
      data.qualifying[place] = steps[step - 1]?.[1] ?? 0
      data.everything[place] = steps[step - 1]?.[2] ?? 0
      data.seen[place] = drawable(seen)
    }
    return data
  }
}
