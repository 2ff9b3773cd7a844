import type { Clock } from './clock'
import type { Metrics } from './metrics'
import type { Readings } from './readings'

const timed =
  <Args extends ReadonlyArray<unknown>, A>(
    query: string,
    work: (...args: Args) => Promise<A>,
    metrics: Metrics,
    { elapsedMs }: Clock,
  ): ((...args: Args) => Promise<A>) =>
  async (...args) => {
    const startedMs = elapsedMs()
    try {
      return await work(...args)
    } finally {
      metrics.querySeconds.labels(query).observe((elapsedMs() - startedMs) / 1_000)
    }
  }

/** The readings that a caller's question leads to, each with how long it took. */
export const timedReadings = (readings: Readings, metrics: Metrics, clock: Clock): Readings => ({
  ...readings,
  progress: timed('progress', readings.progress, metrics, clock),
  explanation: timed('explanation', readings.explanation, metrics, clock),
  history: timed('history', readings.history, metrics, clock),
  promotions: timed('promotions', readings.promotions, metrics, clock),
  credit: timed('credit', readings.credit, metrics, clock),
  findings: timed('findings', readings.findings, metrics, clock),
  deliveries: timed('deliveries', readings.deliveries, metrics, clock),
  quarantine: timed('quarantine', readings.quarantine, metrics, clock),
  activate: timed('activate', readings.activate, metrics, clock),
  diagnose: timed('diagnose', readings.diagnose, metrics, clock),
})
