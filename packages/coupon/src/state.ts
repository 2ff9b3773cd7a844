import { currencyNumber, type Instant } from '@earnback/kernel'
import type { EventOf } from './events/event'
import type { CountingWindow } from './qualify/judge'
import { spendWindowEnd, type Terms } from './terms'

/** One activation that was reported, valid or not. */
export interface Activation {
  readonly position: number
  readonly eventId: string
  readonly at: Instant
  readonly adAccountId: string
  readonly businessAccountId: string | undefined
  readonly windowEndsAt: Instant | undefined
}

/** A decision as the log holds it, the engine's or the platform's. */
export interface Decided<
  Name extends 'ThresholdMet' | 'ThresholdReverted' | 'CreditGranted' | 'CreditWithdrawn' | 'SpendWindowMissed',
> {
  readonly position: number
  readonly event: EventOf<Name>
}

/**
 * Everything that the log says about one coupon, whatever order it came in: facts that arrive before what they build on wait.
 * The stages in which a person sees it are derived (`stage`).
 */
export interface CouponState {
  readonly terms: Terms | undefined
  readonly issue: { readonly position: number; readonly event: EventOf<'CodeIssued'> } | undefined
  readonly hasIssueConflict: boolean
  /** In the order of the log. */
  readonly activations: ReadonlyArray<Activation>
  readonly frozen: (EventOf<'DeadlinesFrozen'>['data'] & { readonly position: number }) | undefined
  readonly met: ReadonlyArray<Decided<'ThresholdMet'>>
  readonly reverted: ReadonlyArray<Decided<'ThresholdReverted'>>
  readonly grants: ReadonlyArray<Decided<'CreditGranted'>>
  readonly withdrawals: ReadonlyArray<Decided<'CreditWithdrawn'>>
  readonly missed: Decided<'SpendWindowMissed'> | undefined
  readonly isReviewRequired: boolean
}

export const UNKNOWN_COUPON: CouponState = {
  terms: undefined,
  issue: undefined,
  hasIssueConflict: false,
  activations: [],
  frozen: undefined,
  met: [],
  reverted: [],
  grants: [],
  withdrawals: [],
  missed: undefined,
  isReviewRequired: false,
}

export const isKnown = (state: CouponState): boolean => state !== UNKNOWN_COUPON

export const deadlineOf = (state: CouponState): Instant | undefined =>
  state.frozen?.activationDeadline ?? state.terms?.activationDeadline

/** The activation that stands: the first recorded one before the deadline (R8, R9, R22, R30). */
export const standingActivation = (state: CouponState): Activation | undefined => {
  const deadline = deadlineOf(state)
  return deadline === undefined ? undefined : state.activations.find(({ at }) => at < deadline)
}

export const windowEndOf = (state: CouponState): Instant | undefined => {
  const activation = standingActivation(state)
  if (activation === undefined || state.terms === undefined) return undefined
  return activation.windowEndsAt ?? state.frozen?.windowEndsAt ?? spendWindowEnd(state.terms, activation.at)
}

/** The window in which spend counts, undefined while the coupon is not activated. */
export const countingWindow = (state: CouponState): CountingWindow | undefined => {
  const activation = standingActivation(state)
  const endsAt = windowEndOf(state)
  if (activation === undefined || endsAt === undefined || state.terms === undefined) return undefined
  return { activatedAt: activation.at, endsAt, currency: currencyNumber(state.terms.threshold.currency) }
}

/** Where a freeze gave the window another end than the terms give it now, as after a change of zone data. */
const movedAt = (state: CouponState): number => {
  const { frozen, ...unfrozen } = state
  const isMoved = frozen !== undefined && windowEndOf({ ...unfrozen, frozen: undefined }) !== windowEndOf(state)
  return isMoved ? frozen.position : 0
}

/** The position at which the log made the counting window known as it is; meaningless while there is none. */
export const countsFrom = (state: CouponState): number =>
  Math.max(state.issue?.position ?? 0, standingActivation(state)?.position ?? 0, movedAt(state))

/** The account whose spend is looked at: the standing activation's, else that of the first attempt (R35). */
export const accountOf = (state: CouponState): string | undefined =>
  (standingActivation(state) ?? state.activations[0])?.adAccountId

export const offerLateness = (state: CouponState): number | undefined => state.terms?.allowedLateness?.micros

/** Whether the threshold is met and no reversal came after it (D7). */
export const standingThreshold = (state: CouponState): Decided<'ThresholdMet'> | undefined => {
  const lastReverted = state.reverted.at(-1)?.position ?? -1
  return state.met.find(({ position }) => position > lastReverted)
}
