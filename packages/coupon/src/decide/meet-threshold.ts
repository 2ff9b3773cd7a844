import { type Decide, decision, nth, ownThreshold } from './standing'

/** Says `ThresholdMet`, once: latched by the run that confirmed it, whatever comes later (R32, R38, D6). */
export const meetThreshold: Decide =
  ({ couponId, adAccountId, confirmation }) =>
  (state) => {
    if (confirmation === undefined || state.terms === undefined || ownThreshold(state) !== undefined) return []
    const id = nth(`${couponId}:threshold-met`, state.reverted.length)
    const { threshold } = state.terms
    return [
      decision('ThresholdMet', id, confirmation.metAt, {
        couponId,
        adAccountId,
        threshold,
        qualifyingSpend: { micros: confirmation.qualifyingSpend, currency: threshold.currency },
        metAt: confirmation.metAt,
        confirmedAt: confirmation.confirmedAt,
        crossingSpendId: confirmation.crossingSpendId,
        calculatedThrough: confirmation.calculatedThrough,
      }),
    ]
  }
