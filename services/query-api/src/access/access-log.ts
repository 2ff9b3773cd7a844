import type { Instant } from '@earnback/kernel'
import { StoreFault } from '@earnback/event-store'
import type { Clock } from '../clock'
import type { Limits } from '../limits'

/** Who of the staff looked at what. */
export interface Access {
  /** One for ever, so that an append whose answer was lost can be made again. */
  readonly id: string
  readonly at: Instant
  readonly couponId: string
  readonly who: string
  readonly what: string
  readonly position: number
  readonly requestId: string
  readonly asOf?: Instant | undefined
  readonly knownAt?: Instant | undefined
  readonly verdict?: string | undefined
}

export interface AccessLogOptions {
  /** Appends all or nothing; throws `StoreFault`. */
  readonly append: (accesses: ReadonlyArray<Access>) => Promise<void>
  readonly clock: Clock
  readonly limits: Limits
  /** Tells this process's records from those of others. */
  readonly instance: string
  readonly onFault: (fault: StoreFault) => void
}

/**
 * Gathers accesses and appends them together, so that a view does not wait for the disk. What is gathered and not yet appended is lost
 * by a crash: at most what was looked at within `accessFlushEveryMs`. Where nothing can be appended, views are refused once the
 * gathered ones are `accessWaitingMax`.
 */
export class AccessLog {
  private readonly waiting: Access[] = []
  private count = 0
  private flushing: Promise<void> | undefined
  private readonly stop: () => void

  constructor(private readonly options: AccessLogOptions) {
    this.stop = options.clock.every(options.limits.accessFlushEveryMs, () => void this.flush())
  }

  get size(): number {
    return this.waiting.length
  }

  /** False where it can't be kept: then nothing may be shown. */
  note(access: Omit<Access, 'id'>): boolean {
    if (this.waiting.length >= this.options.limits.accessWaitingMax) return false
    this.waiting.push({ ...access, id: `${this.options.instance}:${this.count++}` })
    return true
  }

  flush(): Promise<void> {
    return (this.flushing ??= this.appendAll().finally(() => (this.flushing = undefined)))
  }

  async close(): Promise<void> {
    this.stop()
    await this.flush()
    if (this.waiting.length > 0) await this.flush()
  }

  private async appendAll(): Promise<void> {
    const { append, limits, onFault } = this.options
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, limits.accessBatchMax)
      try {
        await append(batch)
      } catch (error) {
        if (!(error instanceof StoreFault)) throw error
        return onFault(error)
      }
      this.waiting.splice(0, batch.length)
    }
  }
}
