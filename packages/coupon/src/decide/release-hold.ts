import { ENGINE_SOURCE } from '@earnback/kernel'
import { breachesOf } from '../account/breach'
import { standingActivation, standingHolds } from '../state'
import { isPersons } from './person'
import { type Decide, decision } from './standing'

/** Releases what the engine held for a breach that the platform has resolved since; a person's hold is a person's to release (R47). */
export const releaseHold: Decide =
  ({ couponId, adAccountId, runAt, account }) =>
  (state) => {
    const activation = standingActivation(state)
    if (activation === undefined) return []
    const open = new Set(breachesOf(account, activation.at).map(({ ref }) => ref))
    return standingHolds(state)
      .filter(
        ({ event }) =>
          event.source === ENGINE_SOURCE &&
          !isPersons(event, couponId) &&
          event.data.ref?.includes(':') === true &&
          !open.has(event.data.ref),
      )
      .map(({ event: { data } }) =>
        decision('HoldReleased', `${couponId}:released:${data.ref}`, runAt, {
          couponId,
          adAccountId,
          reason: 'RESOLVED',
          ...(data.ref === undefined ? {} : { ref: data.ref }),
        }),
      )
  }
