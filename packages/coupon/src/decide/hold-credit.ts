import { breachesOf } from '../account/breach'
import { standingActivation } from '../state'
import { type Decide, decision } from './standing'

/**
 * Holds the credit of an account that breaks the policies after its activation, once for each breach (R47, R51). A breach from
 * before the activation that was learnt of later holds too: the activation is never rewritten. After the grant it is a person's to review.
 */
export const holdCredit: Decide =
  ({ couponId, adAccountId, runAt, account }) =>
  (state) => {
    const activation = standingActivation(state)
    if (activation === undefined || state.grants.length > 0 || state.missed !== undefined) return []
    const known = new Set(state.holds.map(({ event }) => event.data.ref))
    return breachesOf(account, activation.at)
      .filter(({ ref }) => !known.has(ref))
      .map(({ ref, isOlderThanActivation }) =>
        decision('CreditHeld', `${couponId}:held:${ref}`, runAt, {
          couponId,
          adAccountId,
          ref,
          reason: isOlderThanActivation ? 'ACTIVATED_WHILE_INELIGIBLE' : 'POLICY_VIOLATION',
        }),
      )
  }
