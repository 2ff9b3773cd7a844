import type { ServerResponse } from 'node:http'
import type { Caller } from '../access/caller'
import type { ToldCoupon } from '../reads/coupon-answers'

/** Who listens, and how their word is taken again later. */
export interface Listening {
  readonly couponId: string
  readonly caller: Caller
  /** Whether the key or token still holds. */
  readonly isStillKnown: () => Promise<boolean>
}

const eventOf = ({ position, contentHash, body }: ToldCoupon): string =>
  `id: ${position}-${contentHash}\nevent: progress\ndata: ${body}\n\n`

/**
 * One open stream. It holds at most the event that is being sent and the newest one after it: whoever reads slowly misses what lay
 * between, never the latest.
 */
export class Listener {
  private next: ToldCoupon | undefined
  private sentHash: string | undefined
  private blockedSinceMs: number | undefined

  constructor(
    readonly listening: Listening,
    private readonly out: ServerResponse,
    private readonly elapsedMs: () => number,
    lastHash: string | undefined,
  ) {
    this.sentHash = lastHash
    out.on('drain', () => this.onDrain())
  }

  send(told: ToldCoupon): void {
    if (this.blockedSinceMs !== undefined) this.next = told
    else if (told.contentHash !== this.sentHash) {
      this.sentHash = told.contentHash
      this.write(eventOf(told))
    }
  }

  beat(): void {
    if (this.blockedSinceMs === undefined) this.write(': heartbeat\n\n')
  }

  /** Milliseconds for which the reader has taken nothing of what waits for it. */
  blockedMs(): number {
    return this.blockedSinceMs === undefined ? 0 : this.elapsedMs() - this.blockedSinceMs
  }

  end(): void {
    this.out.end()
  }

  /** Lets go without waiting for the reader. */
  destroy(): void {
    this.out.destroy()
  }

  private write(text: string): void {
    if (!this.out.write(text)) this.blockedSinceMs ??= this.elapsedMs()
  }

  private onDrain(): void {
    this.blockedSinceMs = undefined
    const { next } = this
    this.next = undefined
    if (next !== undefined) this.send(next)
  }
}
