import type { Instant, Micros } from '@earnback/kernel'
import { type CouponState, deadlineOf, standingActivation, standingThreshold, windowEndOf } from './state'

/** Where a coupon stands at an instant. Source: docs/reference/command-line.md. */
export type Status = 'issued' | 'expired_unused' | 'earning' | 'settling' | 'met' | 'credited' | 'missed' | 'withdrawn'

/** The tabs in which an advertiser finds the coupon (R27). */
export type Tab = 'available' | 'earning' | 'not_available'

const TABS: { readonly [status in Status]: ReadonlyArray<Tab> } = {
  issued: [],
  expired_unused: ['not_available'],
  earning: ['earning', 'available'],
  settling: ['earning'],
  met: ['earning'],
  credited: ['available'],
  missed: ['not_available'],
  withdrawn: ['not_available'],
}

export const tabsOf = (status: Status): ReadonlyArray<Tab> => TABS[status]

/** What the rule found by the calculation runs. */
export interface Settlement {
  readonly isSettled: boolean
  readonly isThresholdReached: boolean
}

const sum = (micros: ReadonlyArray<Micros>): Micros => micros.reduce((total, one) => total + one, 0n)

/** Withdrawn in full: partial withdrawals add up (R49). */
const isWithdrawn = ({ withdrawals, grants }: CouponState): boolean =>
  withdrawals.length > 0 &&
  sum(withdrawals.map(({ event: { data } }) => data.recovered.micros + data.alreadySpent.micros)) >=
    sum(grants.map(({ event }) => event.data.amount.micros))

/** The status at instant `at`, by the facts in `state` and by what the runs have settled. */
export const statusAt = (state: CouponState, at: Instant, { isSettled, isThresholdReached }: Settlement): Status => {
  if (isWithdrawn(state)) return 'withdrawn'
  if (state.grants.length > 0) return 'credited'
  if (standingThreshold(state) !== undefined) return 'met'
  const deadline = deadlineOf(state)
  if (standingActivation(state) === undefined) return deadline === undefined || at < deadline ? 'issued' : 'expired_unused'
  if (state.missed !== undefined) return 'missed'
  const windowEndsAt = windowEndOf(state)
  if (windowEndsAt === undefined || at < windowEndsAt) return 'earning'
  return isSettled && !isThresholdReached ? 'missed' : 'settling'
}
