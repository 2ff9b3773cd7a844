import { accountStream, CALCULATION_STREAM, couponStream, spendStream } from '@earnback/coupon'
import { maySee } from '../access/may-see'
import type { Clock } from '../clock'
import type { Limits } from '../limits'
import type { CouponAnswers, ToldCoupon } from '../reads/coupon-answers'
import type { Readings } from '../readings'
import type { Listener } from './listener'

interface Watched {
  readonly listeners: Set<Listener>
  /** Whose events change what this coupon's progress says. */
  streams: ReadonlySet<string>
}

export interface HubOptions {
  readonly readings: Pick<Readings, 'head' | 'touchedSince'>
  readonly coupons: Pick<CouponAnswers, 'told'>
  readonly clock: Clock
  readonly limits: Limits
  readonly onFault: (error: unknown) => void
}

const streamsOf = (couponId: string, { adAccountIds }: ToldCoupon): ReadonlySet<string> =>
  new Set([
    couponStream(couponId),
    CALCULATION_STREAM,
    ...adAccountIds.flatMap((adAccountId) => [spendStream(adAccountId), accountStream(adAccountId)]),
  ])

/** Tells listeners of a coupon when its progress changes. While nobody listens it looks at nothing. */
export class ProgressHub {
  private readonly watched = new Map<string, Watched>()
  private readonly perCaller = new Map<string, number>()
  private count = 0
  private position = 0
  private stops: ReadonlyArray<() => void> = []
  private isLooking = false
  private isBeating = false

  constructor(private readonly options: HubOptions) {}

  get size(): number {
    return this.count
  }

  /** Whether one more may listen: 'full' for nobody, 'caller' where this one has enough. */
  room(callerId: string): 'yes' | 'full' | 'caller' {
    const { streamsMax, streamsPerCallerMax } = this.options.limits
    if (this.count >= streamsMax) return 'full'
    return (this.perCaller.get(callerId) ?? 0) >= streamsPerCallerMax ? 'caller' : 'yes'
  }

  add(listener: Listener, told: ToldCoupon): void {
    const { couponId, caller } = listener.listening
    const known = this.watched.get(couponId) ?? { listeners: new Set<Listener>(), streams: new Set<string>() }
    known.streams = streamsOf(couponId, told)
    known.listeners.add(listener)
    this.watched.set(couponId, known)
    this.perCaller.set(caller.id, (this.perCaller.get(caller.id) ?? 0) + 1)
    if (this.count++ === 0) this.start(told.position)
    this.position = Math.min(this.position, told.position)
    listener.send(told)
  }

  remove(listener: Listener): void {
    const { couponId, caller } = listener.listening
    const known = this.watched.get(couponId)
    if (known?.listeners.delete(listener) !== true) return
    if (known.listeners.size === 0) this.watched.delete(couponId)
    const left = (this.perCaller.get(caller.id) ?? 1) - 1
    if (left === 0) this.perCaller.delete(caller.id)
    else this.perCaller.set(caller.id, left)
    if (--this.count === 0) this.stop()
  }

  close(): void {
    for (const { listeners } of this.watched.values())
      for (const listener of [...listeners]) {
        this.remove(listener)
        listener.end()
      }
    this.stop()
  }

  private start(position: number): void {
    const { clock, limits } = this.options
    this.position = position
    this.stops = [
      clock.every(limits.streamLookEveryMs, () => void this.look()),
      clock.every(limits.heartbeatEveryMs, () => void this.beat()),
    ]
  }

  private stop(): void {
    for (const stop of this.stops) stop()
    this.stops = []
  }

  /** Tells again the coupons whose streams got events since the last look. */
  private async look(): Promise<void> {
    if (this.isLooking) return
    this.isLooking = true
    try {
      if ((await this.options.readings.head()) === this.position) return
      const { position, streams } = await this.options.readings.touchedSince(this.position)
      for (const [couponId, { streams: own }] of [...this.watched]) {
        if ([...own].some((stream) => streams.has(stream))) await this.tell(couponId)
      }
      this.position = position
    } catch (error) {
      // The next look or beat tries again; nobody waits for this one who could be told.
      this.options.onFault(error)
    } finally {
      this.isLooking = false
    }
  }

  private async tell(couponId: string): Promise<void> {
    const told = await this.options.coupons.told(couponId)
    const known = this.watched.get(couponId)
    if (told === undefined || known === undefined) return
    known.streams = streamsOf(couponId, told)
    for (const listener of [...known.listeners]) {
      if (maySee(listener.listening.caller, told.adAccountIds)) listener.send(told)
      else this.dismiss(listener)
    }
  }

  /** A sign of life; and what changes by time alone, keys that were revoked, readers that take nothing. */
  private async beat(): Promise<void> {
    if (this.isBeating) return
    this.isBeating = true
    try {
      for (const [couponId, { listeners }] of [...this.watched]) {
        for (const listener of [...listeners]) await this.check(listener)
        await this.tell(couponId)
      }
    } catch (error) {
      // The next look or beat tries again; nobody waits for this one who could be told.
      this.options.onFault(error)
    } finally {
      this.isBeating = false
    }
  }

  private async check(listener: Listener): Promise<void> {
    if (listener.blockedMs() > this.options.limits.streamBlockedMs) {
      this.remove(listener)
      listener.destroy()
    } else if (await listener.listening.isStillKnown()) listener.beat()
    else this.dismiss(listener)
  }

  private dismiss(listener: Listener): void {
    this.remove(listener)
    listener.end()
  }
}
