import { formatInstant, type Instant } from '@earnback/kernel'
import { deadlineOf, standingActivation } from '../state'
import { NOTHING, orderly, type PersonDecides, rejected, ruled, type Ruling } from './person'

export interface ExtendInput extends Ruling {
  readonly to: Instant
}

/** Gives more time to activate, before the deadline passes: a code that has expired stays expired (R7, R8). */
export const extendDeadline: PersonDecides<ExtendInput> = orderly('R7', (input) => (state) => {
  const { couponId, reason, to, at } = input
  const deadline = deadlineOf(state)
  if (deadline === undefined)
    return rejected('COUPON_NOT_FOUND', 'R7', 'the terms of the coupon are not known: no CodeIssued yet')
  if (to === deadline) return NOTHING
  if (standingActivation(state) !== undefined)
    return rejected('ALREADY_ACTIVATED', 'R7', 'the code was activated; no deadline waits for it any more')
  if (to < deadline)
    return rejected('DEADLINE_NOT_LATER', 'R7', `the deadline is ${formatInstant(deadline)}, and can only become later`)
  if (at >= deadline)
    return rejected(
      'ACTIVATION_WINDOW_EXPIRED',
      'R8',
      `the code expired at ${formatInstant(deadline)}, and nothing brings it back`,
    )
  return ruled('DeadlineExtended', input, 'extend', state.extensions.length, { couponId, newDeadline: to, reason })
})
