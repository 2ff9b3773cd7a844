import type { Instant } from '@earnback/kernel'
import { type CouponState, deadlineOf, standingActivation, standingThreshold, windowEndOf } from './state'

/** Where a coupon stands at an instant. Source: rules.md 5.5. */
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
  /** A run has passed the window's end and the allowed lateness. */
  readonly isClosed: boolean
  readonly isThresholdReached: boolean
}

const isWithdrawn = (state: CouponState): boolean => {
  const withdrawn = state.withdrawals.at(-1)
  const granted = state.grants.at(-1)
  if (withdrawn === undefined) return false
  return granted === undefined || withdrawn.event.data.recovered.micros + withdrawn.event.data.alreadySpent.micros >= granted.event.data.amount.micros
}

/** The status at instant `at`, by the facts in `state` and by what the runs have settled. */
export const statusAt = (state: CouponState, at: Instant, { isClosed, isThresholdReached }: Settlement): Status => {
  if (isWithdrawn(state)) return 'withdrawn'
  if (state.grants.length > 0) return 'credited'
  if (standingThreshold(state) !== undefined) return 'met'
  const deadline = deadlineOf(state)
  if (standingActivation(state) === undefined) return deadline === undefined || at < deadline ? 'issued' : 'expired_unused'
  if (state.missed !== undefined) return 'missed'
  const windowEndsAt = windowEndOf(state)
  if (windowEndsAt === undefined || at < windowEndsAt) return 'earning'
  return isClosed && !isThresholdReached ? 'missed' : 'settling'
}
