import type { Instant } from '@earnback/kernel'
import type { AccessLog } from '../access/access-log'
import { isStaff } from '../access/caller'
import { maySee } from '../access/may-see'
import type { Ask } from '../http/ask'
import { type Answer, couponMissing, later } from '../http/problem'
import type { Limits } from '../limits'
import type { Readings } from '../readings'
import type { CouponAnswers } from './coupon-answers'
import type { Explanations } from './explanations'
import type { Gate } from './gate'
import type { LogHead } from './log-head'

/** What the answers to requests are made with. */
export interface Desk {
  readonly readings: Readings
  readonly head: LogHead
  readonly coupons: CouponAnswers
  readonly explanations: Explanations
  readonly heavy: Gate
  readonly accesses: AccessLog
  readonly limits: Limits
  readonly now: () => Instant
}

const BUSY = later('BUSY', 'too many large questions are being answered already', 2)

/** Work that reads more than one row takes its turn. */
export const inTurn = async ({ heavy }: Desk, work: () => Promise<Answer>): Promise<Answer> => (await heavy.pass(work)) ?? BUSY

/** What keeps a view from being older than asked for: undefined once the log is there. */
export const behind = async ({ head }: Desk, minPosition: number | undefined): Promise<Answer | undefined> =>
  minPosition === undefined || (await head.reaches(minPosition)) ? undefined : notReached(minPosition)

export const notReached = (minPosition: number): Answer =>
  later('POSITION_NOT_REACHED', `the answer would not stand for position ${minPosition} yet`)

/** Undefined where the caller may see the coupon; else the same words as for one that is not there. */
export const hidden = async ({ readings }: Desk, { caller }: Ask, couponId: string): Promise<Answer | undefined> => {
  const owners = await readings.owners(couponId)
  return owners !== undefined && maySee(caller, owners) ? undefined : couponMissing(couponId)
}

/** Writes down what one of the staff is about to see; an answer where that can't be kept. */
export const noted = ({ accesses, now }: Desk, ask: Ask, what: string, position: number): Answer | undefined => {
  const { caller, requestId, params, query } = ask
  if (!isStaff(caller) || !caller.isKnown) return undefined
  const { asOf, knownAt, verdict } = query
  const isKept = accesses.note({
    at: now(),
    couponId: params.couponId ?? '',
    who: caller.id,
    what,
    position,
    requestId,
    asOf,
    knownAt,
    verdict,
  })
  return isKept ? undefined : later('ACCESS_LOG_FULL', 'who sees this could not be written down', 5)
}
