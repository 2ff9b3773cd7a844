import { createHash } from 'node:crypto'
import type { Instant } from '@earnback/kernel'
import type { Progress } from '@earnback/projections'
import { BoundedCache } from '../bounded-cache'
import type { Limits } from '../limits'
import type { Readings } from '../readings'
import type { LogHead } from './log-head'

/** A coupon's progress at the head of the log, written out once for everybody who asks. */
export interface ToldCoupon {
  /** A text, because its head and it then leave in one piece. */
  readonly body: string
  /** In bytes. */
  readonly length: number
  /** Quoted, as the header has it. */
  readonly etag: string
  /** Of everything but the position, which moves with every event of anybody. */
  readonly contentHash: string
  readonly position: number
  readonly second: number
  readonly adAccountIds: ReadonlyArray<string>
}

const MICROS_PER_SECOND = 1_000_000
const HASH_CHARS = 22
const ENTRY_BYTES = 500
const BYTES_PER_CHAR = 2

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, HASH_CHARS)

const toldOf = (progress: Progress, adAccountIds: ReadonlyArray<string>, second: number): ToldCoupon => {
  const { position, ...content } = progress
  const contentHash = hashOf(JSON.stringify(content))
  const body = JSON.stringify(progress)
  return {
    body,
    length: Buffer.byteLength(body),
    etag: `"${position}-${contentHash}"`,
    contentHash,
    position,
    second,
    adAccountIds,
  }
}

/**
 * Progress without times, kept by coupon for as long as the log stands still: at most to the end of the second, because a status can
 * also change by time alone.
 */
export class CouponAnswers {
  private readonly kept: BoundedCache<ToldCoupon>
  private readonly asked = new Map<string, Promise<ToldCoupon | undefined>>()

  constructor(
    private readonly readings: Pick<Readings, 'progress'>,
    private readonly head: LogHead,
    private readonly now: () => Instant,
    limits: Limits,
  ) {
    this.kept = new BoundedCache({ entriesMax: limits.couponsCachedMax, weightMax: limits.couponBytesCachedMax })
  }

  async told(couponId: string): Promise<ToldCoupon | undefined> {
    const position = await this.head.read()
    const now = this.now()
    const kept = this.kept.get(couponId)
    if (kept?.position === position && kept.second === Math.floor(now / MICROS_PER_SECOND)) return kept
    // Only those that ask at the same position share an answer, so that nobody gets an older one than the log they saw.
    const key = `${position} ${couponId}`
    const asked = this.asked.get(key) ?? this.tell(couponId, now).finally(() => this.asked.delete(key))
    this.asked.set(key, asked)
    return asked
  }

  private async tell(couponId: string, now: Instant): Promise<ToldCoupon | undefined> {
    const owned = await this.readings.progress(couponId, {}, now)
    if (owned === undefined) return undefined
    const told = toldOf(owned.progress, owned.adAccountIds, Math.floor(now / MICROS_PER_SECOND))
    this.kept.set(couponId, told, told.body.length * BYTES_PER_CHAR + ENTRY_BYTES)
    return told
  }
}
