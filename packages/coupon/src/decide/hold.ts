import { standingHolds } from '../state'
import { NOTHING, onAccount, orderly, type PersonDecides, rejected, ruled, type Ruling } from './person'

export interface HoldInput extends Ruling {
  /** What it is held for, such as a case or a violation; one hold stands for each. */
  readonly ref?: string | undefined
}

/** Holds the credit until it is released: nothing is granted meanwhile (R47, R51, D8). */
export const hold: PersonDecides<HoldInput> = orderly('R51', (input) => (state) => {
  const { couponId, reason, ref } = input
  if (state.grants.length > 0)
    return rejected('ALREADY_GRANTED', 'R51', 'the credit was granted already; decide about it with withdraw')
  if (standingHolds(state).some(({ event }) => event.data.ref === ref)) return NOTHING
  return onAccount(state, 'R47', (adAccountId) =>
    ruled('CreditHeld', input, 'hold', state.holds.length, {
      couponId,
      adAccountId,
      reason,
      ...(ref === undefined ? {} : { ref }),
    }),
  )
})
