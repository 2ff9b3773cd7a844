import { type Instant, type Micros, sumOfMicros } from '@earnback/kernel'
import {
  type CouponState,
  deadlineOf,
  standingActivation,
  standingHolds,
  standingThreshold,
  standingWithholding,
  windowEndOf,
} from './state'

/** Where a coupon stands at an instant. Source: docs/reference/command-line.md. */
export type Status =
  | 'issued'
  | 'expired_unused'
  | 'earning'
  | 'settling'
  | 'met'
  | 'on_hold'
  | 'credited'
  | 'exhausted'
  | 'credit_expired'
  | 'missed'
  | 'withheld'
  | 'withdrawn'

/** The tabs in which an advertiser finds the coupon (R27). */
export type Tab = 'available' | 'earning' | 'not_available'

const TABS: { readonly [status in Status]: ReadonlyArray<Tab> } = {
  issued: [],
  expired_unused: ['not_available'],
  earning: ['earning', 'available'],
  settling: ['earning'],
  met: ['earning'],
  on_hold: ['earning'],
  credited: ['available'],
  exhausted: ['not_available'],
  credit_expired: ['not_available'],
  missed: ['not_available'],
  withheld: ['not_available'],
  withdrawn: ['not_available'],
}

export const tabsOf = (status: Status): ReadonlyArray<Tab> => TABS[status]

/** What the rule found by the calculation runs, and what the charges have left of the credit. */
export interface Settlement {
  readonly isSettled: boolean
  readonly isThresholdReached: boolean
  /** What is left of the credit that was granted; undefined where the charges are not looked at. */
  readonly credit?: { readonly left: Micros; readonly expiresAt: Instant | undefined } | undefined
}

/** Withdrawn in full: partial withdrawals add up, and a reinstatement takes them back (R49, R50). */
const isWithdrawn = ({ withdrawals, grants, reinstatements }: CouponState): boolean => {
  const granted = sumOfMicros(grants.map(({ event }) => event.data.amount.micros))
  const lastWithdrawn = withdrawals.at(-1)?.position
  if (lastWithdrawn === undefined) return false
  const back = reinstatements.filter(({ event: { data } }) => data.amount === undefined)
  if (back.some(({ position }) => position > lastWithdrawn)) return false
  const reinstated = sumOfMicros(reinstatements.map(({ event: { data } }) => data.amount?.micros ?? 0n))
  return (
    sumOfMicros(withdrawals.map(({ event: { data } }) => data.recovered.micros + data.alreadySpent.micros)) - reinstated >=
    granted
  )
}

const ofCredit = (at: Instant, { credit }: Settlement): Status => {
  if (credit === undefined) return 'credited'
  if (credit.left <= 0n) return 'exhausted'
  return credit.expiresAt !== undefined && at >= credit.expiresAt ? 'credit_expired' : 'credited'
}

const beforeActivation = (state: CouponState, at: Instant): Status => {
  const deadline = deadlineOf(state)
  return deadline === undefined || at < deadline ? 'issued' : 'expired_unused'
}

/** The status at instant `at`, by the facts in `state` and by what the runs have settled. */
export const statusAt = (state: CouponState, at: Instant, settlement: Settlement): Status => {
  if (isWithdrawn(state)) return 'withdrawn'
  if (state.grants.length > 0) return ofCredit(at, settlement)
  if (standingWithholding(state) !== undefined) return 'withheld'
  if (standingHolds(state).length > 0) return 'on_hold'
  if (standingThreshold(state) !== undefined) return 'met'
  if (standingActivation(state) === undefined) return beforeActivation(state, at)
  if (state.missed !== undefined) return 'missed'
  const windowEndsAt = windowEndOf(state)
  if (windowEndsAt === undefined || at < windowEndsAt) return 'earning'
  return settlement.isSettled && !settlement.isThresholdReached ? 'missed' : 'settling'
}
