import type { Clock } from '../clock'
import type { Limits } from '../limits'

/** Where the log ends, asked once for all requests of one turn of the event loop. */
export class LogHead {
  private asked: Promise<number> | undefined
  private waiters = 0

  constructor(
    private readonly ask: () => Promise<number>,
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  read(): Promise<number> {
    if (this.asked !== undefined) return this.asked
    setImmediate(() => (this.asked = undefined))
    return (this.asked = this.ask())
  }

  /** True once the log has come as far as this; false where it does not in time, or too many wait already (S8). */
  async reaches(position: number): Promise<boolean> {
    const { minPositionWaitMs, minPositionLookEveryMs, minPositionWaitersMax } = this.limits
    if ((await this.read()) >= position) return true
    if (this.waiters >= minPositionWaitersMax) return false
    this.waiters++
    try {
      const until = this.clock.elapsedMs() + minPositionWaitMs
      while (this.clock.elapsedMs() < until) {
        await new Promise<void>((resolve) => this.clock.after(minPositionLookEveryMs, resolve))
        if ((await this.read()) >= position) return true
      }
      return false
    } finally {
      this.waiters--
    }
  }
}
