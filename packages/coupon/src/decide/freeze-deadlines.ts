import { deadlineOf, windowEndOf } from '../state'
import { type Decide, decision } from './standing'

/** Keeps deadlines that a calendar counted, so that no replay depends on zone data; elapsed time needs none of it (D4). */
export const freezeDeadlines: Decide =
  ({ couponId, runAt }) =>
  (state) => {
    const activationDeadline = deadlineOf(state)
    const windowEndsAt = windowEndOf(state)
    if (state.terms === undefined || state.terms.dayCount === 'elapsed' || state.frozen !== undefined) return []
    if (activationDeadline === undefined || windowEndsAt === undefined) return []
    return [decision('DeadlinesFrozen', `${couponId}:deadlines`, runAt, { couponId, activationDeadline, windowEndsAt })]
  }
