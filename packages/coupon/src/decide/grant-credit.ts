import { plusMicros } from '@earnback/kernel'
import { standingHolds, standingWithholding } from '../state'
import { type Decide, decision, ownThreshold } from './standing'

/** Grants the reward of the frozen terms, once per coupon for ever (R41), unless it is held (R51) or withheld (R48). */
export const grantCredit: Decide =
  ({ couponId, adAccountId, runAt, grantAuthority, position }) =>
  (state) => {
    if (grantAuthority !== 'engine' || state.terms === undefined) return []
    const met = ownThreshold(state)
    if (met === undefined || state.grants.length > 0 || state.withdrawals.length > 0) return []
    if (standingHolds(state).length > 0 || standingWithholding(state) !== undefined) return []
    const { reward, creditValidity } = state.terms
    return [
      decision('CreditGranted', `${couponId}:grant`, runAt, {
        couponId,
        creditId: `${couponId}:credit`,
        adAccountId,
        amount: reward,
        ...(creditValidity === undefined ? {} : { expiresAt: plusMicros(runAt, creditValidity.micros) }),
        basis: { thresholdMetId: met.id, crossingSpendId: met.data.crossingSpendId, position },
      }),
    ]
  }
