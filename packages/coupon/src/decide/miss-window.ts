import { plusMicros } from '@earnback/kernel'
import { offerLateness, standingThreshold, windowEndOf } from '../state'
import { type Decide, decision, hasFallenBelow } from './standing'

/** Says `SpendWindowMissed` when a run has settled the window below the threshold, and not at the window's end (R46). */
export const missWindow: Decide =
  ({ couponId, adAccountId, calculated, closedBy }) =>
  (state) => {
    const windowEndsAt = windowEndOf(state)
    if (closedBy === undefined || windowEndsAt === undefined || state.terms === undefined) return []
    if (state.missed !== undefined || state.grants.length > 0 || standingThreshold(state) !== undefined) return []
    if (!hasFallenBelow(state, calculated)) return []
    const { threshold } = state.terms
    const settledAt = plusMicros(windowEndsAt, offerLateness(state) ?? closedBy.latenessMicros)
    const qualifyingSpend = { micros: calculated, currency: threshold.currency }
    return [
      decision('SpendWindowMissed', `${couponId}:missed`, settledAt, {
        couponId,
        adAccountId,
        threshold,
        qualifyingSpend,
        windowEndsAt,
      }),
    ]
  }
