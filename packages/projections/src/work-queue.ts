import { type CouponState, type Evidence, type Finding, inStableOrder, reconcile } from '@earnback/coupon'
import type { Expectation } from './policy'
import type { Standings } from './standings'

/** Everything that a person should look at: the findings, and where the platform's word and the engine's disagree. */
export const findingsOf = (standings: Standings, { now, grantAuthority, holidays }: Expectation): ReadonlyArray<Finding> =>
  inStableOrder([
    ...standings.findings,
    ...reconcile({
      ...standings,
      account: standings.account,
      holidays,
      expected: grantAuthority === 'platform' ? { now } : undefined,
    }),
  ])

/** One entry of the analysts' work queue. */
export interface QueuedFinding extends Finding {
  readonly couponId: string
  /** The position of the newest event behind it, by which the queue is ordered. */
  readonly position: number
}

const newestIn = (state: CouponState): number =>
  Math.max(
    0,
    state.issue?.position ?? 0,
    state.missed?.position ?? 0,
    ...[state.activations, state.met, state.reverted, state.grants, state.holds, state.releases]
      .flat()
      .map(({ position }) => position),
    ...[state.withholdings, state.withdrawals, state.reinstatements, state.reviews].flat().map(({ position }) => position),
  )

const newestBehind = ({ engine, platform, earlier }: Evidence): number =>
  Math.max(0, engine?.position ?? 0, platform?.position ?? 0, earlier?.position ?? 0)

/** One coupon's entries; a finding without evidence goes by the newest event of its coupon. */
export const queuedOf = (standings: Standings, expectation: Expectation): ReadonlyArray<QueuedFinding> =>
  findingsOf(standings, expectation).map((found) => ({
    couponId: standings.couponId,
    ...found,
    position: found.evidence === undefined ? newestIn(standings.state) : newestBehind(found.evidence),
  }))

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Newest first; of the same age by coupon, code and what they are about. */
export const inQueueOrder = (queued: Iterable<QueuedFinding>): ReadonlyArray<QueuedFinding> =>
  [...queued].sort(
    (one, other) =>
      other.position - one.position ||
      order(one.couponId, other.couponId) ||
      order(one.code, other.code) ||
      order(one.about, other.about),
  )
