import { standingHolds } from '../state'
import { NOTHING, onAccount, orderly, type PersonDecides, rejected, ruled, type Ruling } from './person'

export interface ReleaseInput extends Ruling {
  /** Which hold; without it, every hold that stands. */
  readonly ref?: string | undefined
}

/** Ends one hold or all of them; the next run grants what is due (D8). */
export const release: PersonDecides<ReleaseInput> = orderly('D8', (input) => (state) => {
  const { couponId, reason, ref } = input
  const isMeant = ({ event }: { readonly event: { readonly data: { readonly ref?: string } } }): boolean =>
    ref === undefined || event.data.ref === ref
  if (!standingHolds(state).some(isMeant)) {
    return state.holds.some(isMeant)
      ? NOTHING
      : rejected('NOT_HELD', 'D8', ref === undefined ? 'the credit is not held' : `nothing is held for ${JSON.stringify(ref)}`)
  }
  return onAccount(state, 'R47', (adAccountId) =>
    ruled('HoldReleased', input, 'release', state.releases.length, {
      couponId,
      adAccountId,
      reason,
      ...(ref === undefined ? {} : { ref }),
    }),
  )
})
