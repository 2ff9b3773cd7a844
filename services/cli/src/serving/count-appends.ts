import type { Metrics } from '@earnback/query-api'
import type { Engine } from '../wire'

const MILLIS_PER_SECOND = 1_000

/** Counts every append that this process makes; once for each engine. */
export const countAppends = (engine: Pick<Engine, 'onAppend'>, metrics: Metrics): void =>
  engine.onAppend(({ outcomes }, elapsedMs) => {
    metrics.appendSeconds.observe(elapsedMs / MILLIS_PER_SECOND)
    for (const { outcome } of outcomes) metrics.appendedEvents.labels(outcome).inc()
  })
