import { standingWithholding } from '../state'
import { NOTHING, onAccount, orderly, type PersonDecides, rejected, ruled, type Ruling } from './person'

export interface WithholdInput extends Ruling {
  readonly ref?: string | undefined
}

/** Decides that the credit will not be granted, whether or not the threshold is met; only `reinstate` takes it back (R48). */
export const withhold: PersonDecides<WithholdInput> = orderly('R48', (input) => (state) => {
  const { couponId, reason, ref } = input
  if (state.grants.length > 0)
    return rejected('ALREADY_GRANTED', 'R48', 'the credit was granted already; take it back with withdraw')
  if (standingWithholding(state) !== undefined) return NOTHING
  return onAccount(state, 'R48', (adAccountId) =>
    ruled('CreditWithheld', input, 'withhold', state.withholdings.length, {
      couponId,
      adAccountId,
      reason,
      ...(ref === undefined ? {} : { ref }),
    }),
  )
})
