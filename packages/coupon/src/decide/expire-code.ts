import { plusMicros } from '@earnback/kernel'
import { deadlineOf, standingActivation, standingExpiry } from '../state'
import { type Decide, decision, nth } from './standing'

/** How long after its deadline the notice waits for news of an activation from before (R8). */
const ACTIVATION_LATENESS_MICROS = 3_600_000_000

/** Says `CodeExpired` once a run came an hour after the deadline; the status needs no notice, it goes by the deadline itself (R8). */
export const expireCode: Decide =
  ({ couponId, runAt }) =>
  (state) => {
    const deadline = deadlineOf(state)
    if (deadline === undefined || standingActivation(state) !== undefined || standingExpiry(state) !== undefined) return []
    if (runAt < plusMicros(deadline, ACTIVATION_LATENESS_MICROS)) return []
    return [decision('CodeExpired', nth(`${couponId}:expired`, state.expiries.length), deadline, { couponId, deadline })]
  }
