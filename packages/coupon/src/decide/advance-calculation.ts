import { type Duration, ENGINE_SOURCE, type Instant, plusMicros } from '@earnback/kernel'
import type { EventOf } from '../events/event'
import type { Runs } from '../qualify/runs'

/** What a run is made with; all of it arguments, so that a replay needs no clock. */
export interface RunInput {
  readonly now: Instant
  readonly lag: Duration
  readonly allowedLateness: Duration
  /** The lowest watermark of the sources, undefined where none reports one. */
  readonly watermark: Instant | undefined
  /** Whether the log holds anything after the last run that it did not decide itself. */
  readonly hasNews: boolean
}

/** The next calculation run: through `now - lag`, never past a source's watermark, never back; `[]` where it would cover nothing new. */
export const advanceCalculation =
  ({ now, lag, allowedLateness, watermark, hasNews }: RunInput) =>
  (runs: Runs): ReadonlyArray<EventOf<'CalculationAdvanced'>> => {
    const reached = Math.min(plusMicros(now, -lag.micros), watermark ?? Infinity)
    const through = Math.max(reached, runs.through ?? -Infinity) as Instant
    if (!hasNews && runs.last !== undefined && runs.through === through) return []
    const id = `calculation-${runs.all.length + 1}`
    return [{ name: 'CalculationAdvanced', source: ENGINE_SOURCE, id, occurredAt: now, data: { through, lag, allowedLateness } }]
  }
