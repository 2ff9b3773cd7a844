import { StoreFault } from '@earnback/event-store'
import { LIMITS, machineClock, type Metrics, totalsRefresher } from '@earnback/query-api'
import { QUALIFYING_SPEND } from '@earnback/projections'
import type { Config } from '../config'
import type { Context } from '../context'
import { totalsOf } from '../serving/totals'
import type { Engine } from '../wire'
import type { Part } from './parts'

/** What a process without the API tells at `/metrics`. */
export interface MetricsPage {
  readonly type: string
  readonly text: () => Promise<string>
}

/** These hold the read model anyway; any other process would have to load it to sum over all coupons. */
const KEEPERS: ReadonlyArray<Part> = ['calculator', 'projector']

const tellPositions = async ({ store }: Engine, metrics: Metrics): Promise<void> => {
  try {
    metrics.logPosition.set((await store.head()).position)
    metrics.viewPosition.set((await store.view(QUALIFYING_SPEND.view))?.position ?? 0)
  } catch (error) {
    // The last figures stay, and the probe says why.
    if (!(error instanceof StoreFault)) throw error
  }
}

export const processMetrics = (
  engine: Engine,
  config: Config,
  { now }: Context,
  { metrics, parts }: { readonly metrics: Metrics; readonly parts: ReadonlySet<Part> },
): MetricsPage => {
  const summing = { metrics, clock: machineClock(now), limits: LIMITS }
  const refreshTotals = totalsRefresher({ totals: (at) => totalsOf(engine, config, at) }, summing)
  const isKeeper = KEEPERS.some((part) => parts.has(part))
  return {
    type: metrics.registry.contentType,
    text: async () => {
      await tellPositions(engine, metrics)
      if (isKeeper) await refreshTotals()
      return metrics.text()
    },
  }
}
