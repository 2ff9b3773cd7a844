import { type Decide, decision, hasFallenBelow, ownThreshold } from './standing'

/**
 * Asks a person where calculated spend fell below the threshold after the grant; nothing is taken back by itself (D7).
 * A platform's grant that the engine never confirmed has not fallen: calculated spend may only lag.
 */
export const reviewGrant: Decide =
  ({ couponId, adAccountId, runAt, calculated }) =>
  (state) => {
    if (state.terms === undefined || state.grants.length === 0 || state.withdrawals.length > 0 || state.isReviewRequired)
      return []
    if (ownThreshold(state) === undefined) return []
    if (!hasFallenBelow(state, calculated)) return []
    const { threshold } = state.terms
    const qualifyingSpend = { micros: calculated, currency: threshold.currency }
    const cause = 'calculated spend is below the threshold'
    return [
      decision('GrantReviewRequired', `${couponId}:grant-review`, runAt, {
        couponId,
        adAccountId,
        threshold,
        qualifyingSpend,
        cause,
      }),
    ]
  }
