import { grantedOf, withdrawableOf } from '../credit/withdrawable'
import { type Finding, finding } from '../finding'
import type { BothSides } from './both-sides'
import { computed, isOwn, saidBy } from './evidence'

/** Each platform's withdrawal with which more was withdrawn than had been granted, what was given back counted (R49, R50). */
export const withdrawalFindings = ({ state }: BothSides): ReadonlyArray<Finding> =>
  state.withdrawals.flatMap((withdrawal, index) => {
    const upTo = {
      ...state,
      withdrawals: state.withdrawals.slice(0, index + 1),
      reinstatements: state.reinstatements.filter(({ position }) => position < withdrawal.position),
    }
    if (isOwn(withdrawal) || withdrawableOf(upTo) >= 0n) return []
    const { currency } = withdrawal.event.data.requested
    const evidence = {
      engine: saidBy(state.withdrawals.find(isOwn) ?? state.grants.find(isOwn)),
      platform: saidBy(withdrawal),
      computed: computed({ granted: { micros: grantedOf(state), currency } }),
    }
    return [finding('WITHDRAWAL_EXCEEDS_GRANT', withdrawal.event.id, evidence)]
  })
