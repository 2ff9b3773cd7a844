import { formatInstant, type Instant } from '@earnback/kernel'
import { deadlineOf, standingActivation, withCorrections } from '../state'
import { NOTHING, orderly, type PersonDecides, rejected, ruled, type Ruling } from './person'

export interface CorrectInput extends Ruling {
  readonly to: Instant
}

/** Corrects the instant of the activation that stands, earlier corrections included; the next run follows it (R30). */
export const correctActivation: PersonDecides<CorrectInput> = orderly('R30', (input) => (state) => {
  const { couponId, reason, to, at } = input
  const corrected = withCorrections(state, () => Infinity)
  const activation = standingActivation(corrected)
  const deadline = deadlineOf(state)
  if (activation === undefined || deadline === undefined)
    return rejected('NOT_ACTIVATED', 'R30', 'no activation stands whose instant could be corrected')
  if (to === activation.at) return NOTHING
  if (to >= deadline)
    return rejected('CORRECTED_PAST_DEADLINE', 'R30', `the code could be activated before ${formatInstant(deadline)} only`)
  if (to > at) return rejected('CORRECTED_INTO_FUTURE', 'R30', 'an activation can’t have happened after now')
  return ruled('ActivationCorrected', input, 'correct', state.corrections.length, {
    couponId,
    from: activation.at,
    to,
    reason,
  })
})
