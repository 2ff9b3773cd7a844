import { type Finding, finding } from '../finding'
import { standingHolds, standingWithholding } from '../state'
import type { BothSides } from './both-sides'
import { computed, saidBy } from './evidence'
import { grantDue } from './grant-due'
import { ownDecidedThreshold } from './own-threshold'

/** The engine met the threshold, the platform grants, and did not do so by the time that it was due (R40, R41). */
export const missingGrant = (sides: BothSides): ReadonlyArray<Finding> => {
  const { couponId, state, expected } = sides
  const met = ownDecidedThreshold(state)
  if (expected === undefined || met === undefined || state.terms === undefined || state.grants.length > 0) return []
  if (standingHolds(state).length > 0 || standingWithholding(state) !== undefined) return []
  const due = grantDue(met, sides)
  if (expected.now < due) return []
  const evidence = { engine: saidBy(met), platform: null, computed: computed({ due, reward: state.terms.reward }) }
  return [finding('GRANT_MISSING', couponId, evidence)]
}
