import { StoreFault } from '@earnback/event-store'
import type { Clock } from './clock'
import type { Limits } from './limits'
import type { Metrics } from './metrics'
import type { Readings, Totals } from './readings'

const MICROS_PER_SECOND = 1_000_000

const set = ({ pending, calculatedThrough, quarantined, overdue }: Totals, metrics: Metrics, nowMicros: number): void => {
  metrics.pendingAmount.reset()
  for (const [currency, amount] of pending) metrics.pendingAmount.labels(currency).set(amount)
  if (calculatedThrough !== undefined) metrics.calculatedThroughAge.set((nowMicros - calculatedThrough) / MICROS_PER_SECOND)
  metrics.quarantineDepth.set(quarantined)
  metrics.overdueDeliveries.reset()
  for (const [clock, count] of overdue) metrics.overdueDeliveries.labels(clock).set(count)
}

/** Reads what only all rows tell, at most so often however often it is asked; a store that fails leaves the last figures. */
export const totalsRefresher = (
  readings: Pick<Readings, 'totals'>,
  { metrics, clock, limits }: { readonly metrics: Metrics; readonly clock: Clock; readonly limits: Limits },
): (() => Promise<void>) => {
  let readAtMs: number | undefined
  let reading: Promise<void> | undefined
  const read = async (): Promise<void> => {
    try {
      set(await readings.totals(clock.now()), metrics, clock.now())
      readAtMs = clock.elapsedMs()
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error
    }
  }
  return async () => {
    if (readAtMs !== undefined && clock.elapsedMs() - readAtMs < limits.totalsEveryMs) return
    await (reading ??= read().finally(() => (reading = undefined)))
  }
}
