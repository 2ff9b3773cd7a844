import { breachesOf } from '../account/breach'
import type { Event } from '../events/event'
import { type CouponState, standingActivation } from '../state'
import { type Decide, decision, hasFallenBelow, ownThreshold, type Standing } from './standing'

const SPEND_FELL = 'calculated spend is below the threshold'

const review = (
  { couponId, adAccountId, runAt, calculated }: Standing,
  state: CouponState,
  id: string,
  cause: string,
): Event[] => {
  const isKnown = state.reviews.some(({ event }) => event.id === id)
  if (isKnown || state.terms === undefined) return []
  const { threshold } = state.terms
  const qualifyingSpend = { micros: calculated, currency: threshold.currency }
  return [decision('GrantReviewRequired', id, runAt, { couponId, adAccountId, threshold, qualifyingSpend, cause })]
}

/**
 * Asks a person where, after the grant, calculated spend fell below the threshold or the account broke a policy (D7, R51);
 * nothing is taken back by itself. A platform's grant that the engine never confirmed has not fallen: calculated spend may only lag.
 */
export const reviewGrant: Decide = (standing) => (state) => {
  const activation = standingActivation(state)
  if (state.grants.length === 0 || state.withdrawals.length > 0 || activation === undefined) return []
  const hasFallen = ownThreshold(state) !== undefined && hasFallenBelow(state, standing.calculated)
  const held = new Set(state.holds.map(({ event }) => event.data.ref))
  return [
    ...(hasFallen ? review(standing, state, `${standing.couponId}:grant-review`, SPEND_FELL) : []),
    ...breachesOf(standing.account, activation.at)
      .filter(({ ref }) => !held.has(ref))
      .flatMap(({ ref }) => review(standing, state, `${standing.couponId}:grant-review:${ref}`, `policy breach ${ref}`)),
  ]
}
