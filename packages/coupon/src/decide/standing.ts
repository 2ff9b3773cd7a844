import { ENGINE_SOURCE, type Instant, type Micros } from '@earnback/kernel'
import type { AccountState } from '../account/state'
import type { Event, EventName, EventOf } from '../events/event'
import type { CouponState } from '../state'

/** The first run, since the last reversal, right after which calculated spend reached the threshold. */
export interface Confirmation {
  readonly metAt: Instant
  readonly crossingSpendId: string
  readonly confirmedAt: Instant
  readonly calculatedThrough: Instant
  readonly qualifyingSpend: Micros
}

/** Where a coupon stands right after a calculation run: all that a run's decisions look at. */
export interface Standing {
  readonly couponId: string
  readonly adAccountId: string
  readonly runAt: Instant
  readonly calculated: Micros
  readonly closedBy: { readonly through: Instant; readonly latenessMicros: number } | undefined
  readonly confirmation: Confirmation | undefined
  /** What the log knows of the ad account beside its spend. */
  readonly account: AccountState
  /** How much of the log stands behind these figures. */
  readonly position: number
  /** Who grants: the engine, or the platform that the engine only tells. */
  readonly grantAuthority: 'engine' | 'platform'
}

/** One intention: what the engine decides about a coupon at a run; nothing to do is `[]`. */
export type Decide = (standing: Standing) => (state: CouponState) => ReadonlyArray<Event>

/** An event of the engine's own. Ids derive from the coupon, so that deciding twice names the same event. */
export const decision = <Name extends EventName>(
  name: Name,
  id: string,
  occurredAt: Instant,
  data: EventOf<Name>['data'],
): Event => ({ name, source: ENGINE_SOURCE, id, occurredAt, data }) as unknown as Event

/** The engine's own standing `ThresholdMet`; the platform's word is a fact beside it, not a decision of ours. */
export const ownThreshold = (state: CouponState): EventOf<'ThresholdMet'> | undefined => {
  const lastReverted = state.reverted.at(-1)?.position ?? -1
  return state.met.find(({ position, event }) => position > lastReverted && event.source === ENGINE_SOURCE)?.event
}

export const nth = (id: string, earlier: number): string => (earlier === 0 ? id : `${id}:${earlier + 1}`)

export const hasFallenBelow = (state: CouponState, calculated: Micros): boolean =>
  state.terms !== undefined && calculated < state.terms.threshold.micros
