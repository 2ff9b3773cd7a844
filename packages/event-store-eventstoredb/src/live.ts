import type { CatchUp } from './catch-up'
import { lastingFault } from './faults'
import type { Intake } from './intake'
import { isTransport } from './is-transport'
import { type Delay, type Limits, retryDelayMs } from './limits'
import type { ServerLog } from './server-log'

export interface LiveOptions {
  readonly server: ServerLog
  readonly intake: Intake
  readonly catchUp: CatchUp
  readonly stream: string
  readonly delay: Delay
  readonly limits: Limits
}

type Failed = (error: unknown) => void

/**
 * Keeps the mirror up with the log while anybody follows it. A subscription of the client ends for good on the first error, and
 * without a word when the server ends it: either way another begins, behind the last record that the intake took.
 */
export class Live {
  private readonly followers = new Set<Failed>()
  private stop: AbortController | undefined

  constructor(private readonly options: LiveOptions) {}

  /** Until the answer is called; `failed` is told of what trying again cannot mend. */
  join(failed: Failed): () => void {
    this.followers.add(failed)
    if (this.stop === undefined) {
      this.stop = new AbortController()
      void this.run(this.stop.signal)
      void this.poll(this.stop.signal)
    }
    return () => {
      this.followers.delete(failed)
      if (this.followers.size > 0) return
      this.stop?.abort()
      this.stop = undefined
    }
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { server, intake, delay, limits } = this.options
    let failures = 0
    while (!signal.aborted && server.isOpen) {
      const { end } = intake
      try {
        await server.follow(end + 1, (records) => intake.offer(records), signal)
      } catch (error) {
        if (this.isLasting(error)) return this.fail(error)
      }
      failures = intake.end > end ? 1 : failures + 1
      await delay(retryDelayMs(limits, failures), signal)
    }
  }

  /** A call may go silent without ending; nobody should wait for ever on one. */
  private async poll(signal: AbortSignal): Promise<void> {
    const { server, catchUp, delay, limits } = this.options
    while (!signal.aborted && server.isOpen) {
      await delay(limits.pollMs, signal)
      if (signal.aborted || !server.isOpen) return
      try {
        await catchUp.now()
      } catch (error) {
        if (this.isLasting(error)) return this.fail(error)
      }
    }
  }

  private isLasting(error: unknown): boolean {
    const fault = lastingFault(error, this.options.stream)?.fault
    return fault === undefined ? !isTransport(error) : fault.code !== 'STORE_UNREACHABLE' && fault.code !== 'STORE_BUSY'
  }

  private fail(error: unknown): void {
    const cause = lastingFault(error, this.options.stream) ?? error
    for (const failed of [...this.followers]) failed(cause)
  }
}
