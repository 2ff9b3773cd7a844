import { type Decide, decision, hasFallenBelow, nth, ownThreshold } from './standing'

/** Takes `ThresholdMet` back where calculated spend fell below the threshold before any grant (D7). */
export const revertThreshold: Decide =
  ({ couponId, adAccountId, runAt, calculated }) =>
  (state) => {
    if (state.terms === undefined || ownThreshold(state) === undefined || state.grants.length > 0) return []
    if (!hasFallenBelow(state, calculated)) return []
    const { threshold } = state.terms
    const qualifyingSpend = { micros: calculated, currency: threshold.currency }
    const id = nth(`${couponId}:threshold-reverted`, state.reverted.length)
    return [decision('ThresholdReverted', id, runAt, { couponId, adAccountId, threshold, qualifyingSpend })]
  }
