import { standingActivation, standingExpiry } from '../state'
import { type Decide, decision, nth } from './standing'

/** Takes the notice back where an activation from before the deadline came in after it (R9). */
export const reverseExpiry: Decide =
  ({ couponId, runAt }) =>
  (state) => {
    const expiry = standingExpiry(state)
    if (expiry === undefined || standingActivation(state) === undefined) return []
    const id = nth(`${couponId}:expiry-reversed`, state.expiryReversals.length)
    return [decision('CodeExpiryReversed', id, runAt, { couponId, deadline: expiry.event.data.deadline })]
  }
