import type { Event } from '../events/event'
import { evolve } from '../evolve'
import type { CouponState } from '../state'
import { expireCode } from './expire-code'
import { freezeDeadlines } from './freeze-deadlines'
import { grantCredit } from './grant-credit'
import { holdCredit } from './hold-credit'
import { meetThreshold } from './meet-threshold'
import { missWindow } from './miss-window'
import { releaseHold } from './release-hold'
import { reverseExpiry } from './reverse-expiry'
import { revertThreshold } from './revert-threshold'
import { reviewGrant } from './review-grant'
import type { Decide, Standing } from './standing'

/**
 * In this order, each seeing what the ones before decided: a threshold met at a run is granted by the same run, unless that run
 * holds it first.
 */
const INTENTIONS: ReadonlyArray<Decide> = [
  reverseExpiry,
  expireCode,
  freezeDeadlines,
  meetThreshold,
  holdCredit,
  releaseHold,
  grantCredit,
  revertThreshold,
  reviewGrant,
  missWindow,
]

/** Everything that a calculation run decides about one coupon; deciding again after folding the result gives `[]`. */
export const settleRun =
  (standing: Standing) =>
  (state: CouponState): ReadonlyArray<Event> => {
    const decided: Event[] = []
    let known = state
    for (const intention of INTENTIONS) {
      for (const event of intention(standing)(known)) {
        decided.push(event)
        known = evolve(known, event, { position: Infinity })
      }
    }
    return decided
  }
