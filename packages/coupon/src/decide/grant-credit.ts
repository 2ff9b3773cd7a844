import { type Decide, decision, ownThreshold } from './standing'

/** Grants the reward of the frozen terms, once per coupon for ever (R41). */
export const grantCredit: Decide =
  ({ couponId, adAccountId, runAt, grantAuthority }) =>
  (state) => {
    if (grantAuthority !== 'engine' || state.terms === undefined) return []
    if (ownThreshold(state) === undefined || state.grants.length > 0 || state.withdrawals.length > 0) return []
    const amount = state.terms.reward
    return [
      decision('CreditGranted', `${couponId}:grant`, runAt, { couponId, creditId: `${couponId}:credit`, adAccountId, amount }),
    ]
  }
