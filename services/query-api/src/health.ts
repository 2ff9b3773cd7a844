import { StoreFault } from '@earnback/event-store'
import type { Clock } from './clock'
import type { Limits } from './limits'
import type { Metrics } from './metrics'
import type { Readings } from './readings'
import type { Readiness } from './schema/service-answers'

type Reason = Readiness['reasons'][number]

const reasonOf = (error: unknown): Reason => {
  if (!(error instanceof StoreFault)) throw error
  return { code: error.fault.code, message: error.fault.message }
}

/** Keeps the read model at the head of the log, and says whether questions can be answered, and why not. */
export class Health {
  private fault: Reason | undefined
  private position: number | undefined
  private atHeadMs: number
  private probed: { readonly atMs: number; readonly fault: Reason | undefined } | undefined
  private probing: Promise<Reason | undefined> | undefined
  private refreshing: Promise<void> | undefined
  private readonly stop: () => void

  constructor(
    private readonly readings: Pick<Readings, 'head' | 'refresh' | 'probe'>,
    private readonly clock: Clock,
    private readonly limits: Limits,
    private readonly metrics: Metrics,
    private readonly onBug: (error: unknown) => void,
  ) {
    this.atHeadMs = clock.elapsedMs()
    this.stop = clock.every(limits.refreshEveryMs, () => void this.refresh())
  }

  refresh(): Promise<void> {
    return (this.refreshing ??= this.bringToHead().finally(() => (this.refreshing = undefined)))
  }

  async close(): Promise<void> {
    this.stop()
    await this.refreshing
    await this.probing
  }

  async ready(): Promise<Readiness> {
    const reasons = [await this.probeFault(), this.fault, this.behind()].flatMap((reason) => reason ?? [])
    const distinct = [...new Map(reasons.map((reason) => [reason.code, reason])).values()]
    return { status: distinct.length === 0 ? 'ready' : 'not_ready', reasons: distinct, position: this.position ?? null }
  }

  private async bringToHead(): Promise<void> {
    try {
      const head = await this.readings.head()
      this.metrics.logPosition.set(head)
      if (head !== this.position) this.position = await this.readings.refresh()
      this.metrics.viewPosition.set(this.position ?? 0)
      this.fault = undefined
      this.atHeadMs = this.clock.elapsedMs()
    } catch (error) {
      if (!(error instanceof StoreFault)) return this.onBug(error)
      this.fault = reasonOf(error)
    }
  }

  private behind(): Reason | undefined {
    if (this.position === undefined) return { code: 'READ_MODEL_LOADING', message: 'the log is being read for the first time' }
    const behindMs = this.clock.elapsedMs() - this.atHeadMs
    return behindMs > this.limits.behindMsMax
      ? { code: 'READ_MODEL_BEHIND', message: `the read model has been behind the log for ${Math.round(behindMs / 1_000)} s` }
      : undefined
  }

  /** A write that takes longer than this is one that waits for somebody else's. */
  private async probeFault(): Promise<Reason | undefined> {
    const { probeEveryMs, probeWaitMs } = this.limits
    if (this.probed !== undefined && this.clock.elapsedMs() - this.probed.atMs < probeEveryMs && this.probed.fault === undefined)
      return undefined
    this.probing ??= this.probe().finally(() => (this.probing = undefined))
    const late = new Promise<Reason>((resolve) =>
      this.clock.after(probeWaitMs, () =>
        resolve({ code: 'STORE_BUSY', message: `the store could not be written to within ${probeWaitMs} ms` }),
      ),
    )
    return Promise.race([this.probing, late])
  }

  private async probe(): Promise<Reason | undefined> {
    let fault: Reason | undefined
    try {
      await this.readings.probe()
    } catch (error) {
      fault = reasonOf(error)
    }
    this.probed = { atMs: this.clock.elapsedMs(), fault }
    return fault
  }
}
