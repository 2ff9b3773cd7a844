import { currencyNumber, type Instant } from '@earnback/kernel'
import type { CheckRecord } from './events/check'
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
  /** What the engine had checked, and the key under which it was asked; absent where the platform activated. */
  readonly request?: { readonly checks: ReadonlyArray<CheckRecord>; readonly idempotencyKey: string | undefined }
  /** The position from which a correction of its instant has effect; undefined where it was never corrected. */
  readonly correctedFrom?: number
}

/** The decisions of which a coupon keeps every one, the engine's or the platform's. */
export type KeptName =
  | 'ThresholdMet'
  | 'ThresholdReverted'
  | 'CreditGranted'
  | 'CreditHeld'
  | 'HoldReleased'
  | 'CreditWithheld'
  | 'CreditWithdrawn'
  | 'CreditReinstated'
  | 'SpendWindowMissed'
  | 'CodeExpired'
  | 'CodeExpiryReversed'
  | 'DeadlineExtended'
  | 'ActivationCorrected'
  | 'GrantReviewRequired'

/** A decision as the log holds it. */
export interface Decided<Name extends KeptName> {
  readonly position: number
  readonly event: EventOf<Name>
}

type All<Name extends KeptName> = ReadonlyArray<Decided<Name>>

/**
 * Everything that the log says about one coupon, whatever order it came in: facts that arrive before what they build on wait.
 * The stages in which a person sees it are derived (`stage`). Every list is in the order of the log.
 */
export interface CouponState {
  readonly terms: Terms | undefined
  readonly issue: { readonly position: number; readonly event: EventOf<'CodeIssued'> } | undefined
  readonly hasIssueConflict: boolean
  readonly activations: ReadonlyArray<Activation>
  /** Corrections of an activation's instant that no calculation run has followed yet. */
  readonly corrections: All<'ActivationCorrected'>
  readonly extensions: All<'DeadlineExtended'>
  readonly frozen: (EventOf<'DeadlinesFrozen'>['data'] & { readonly position: number }) | undefined
  readonly expiries: All<'CodeExpired'>
  readonly expiryReversals: All<'CodeExpiryReversed'>
  readonly met: All<'ThresholdMet'>
  readonly reverted: All<'ThresholdReverted'>
  readonly grants: All<'CreditGranted'>
  readonly holds: All<'CreditHeld'>
  readonly releases: All<'HoldReleased'>
  readonly withholdings: All<'CreditWithheld'>
  readonly withdrawals: All<'CreditWithdrawn'>
  readonly reinstatements: All<'CreditReinstated'>
  readonly missed: Decided<'SpendWindowMissed'> | undefined
  readonly reviews: All<'GrantReviewRequired'>
}

export const UNKNOWN_COUPON: CouponState = {
  terms: undefined,
  issue: undefined,
  hasIssueConflict: false,
  activations: [],
  corrections: [],
  extensions: [],
  frozen: undefined,
  expiries: [],
  expiryReversals: [],
  met: [],
  reverted: [],
  grants: [],
  holds: [],
  releases: [],
  withholdings: [],
  withdrawals: [],
  reinstatements: [],
  missed: undefined,
  reviews: [],
}

export const isKnown = (state: CouponState): boolean => state !== UNKNOWN_COUPON

/** An extension wins over what was frozen, and that over the terms (R7, D4). */
export const deadlineOf = (state: CouponState): Instant | undefined =>
  state.extensions.at(-1)?.event.data.newDeadline ?? state.frozen?.activationDeadline ?? state.terms?.activationDeadline

/** Whether an activation came from another business account than the one the code was issued to; unknown is not another (R18). */
const isByStranger = (state: CouponState, { businessAccountId }: Pick<Activation, 'businessAccountId'>): boolean => {
  const recipient = state.issue?.event.data.recipient?.businessAccountId
  return recipient !== undefined && businessAccountId !== undefined && businessAccountId !== recipient
}

/** The activation that stands: the first recorded one before the deadline by the original recipient (R8, R9, R18, R22, R30). */
export const standingActivation = (state: CouponState): Activation | undefined => {
  const deadline = deadlineOf(state)
  if (deadline === undefined) return undefined
  return state.activations.find((activation) => activation.at < deadline && !isByStranger(state, activation))
}

/**
 * Applies the corrections of an activation's instant that a calculation run has followed: `calculated` changes at runs alone,
 * so until then the old instant stands. `runAfter` answers the position of the first run after a position (R30).
 */
export const withCorrections = (state: CouponState, runAfter: (position: number) => number | undefined): CouponState => {
  let [activations, waiting] = [state.activations, [] as Decided<'ActivationCorrected'>[]]
  for (const correction of state.corrections) {
    const run = runAfter(correction.position)
    const { from, to } = correction.event.data
    if (run === undefined) waiting = [...waiting, correction]
    else
      activations = activations.map((one) =>
        one.at === from && one.position < run ? { ...one, at: to, windowEndsAt: undefined, correctedFrom: run } : one,
      )
  }
  return waiting.length === state.corrections.length ? state : { ...state, activations, corrections: waiting }
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

/** Where an extension of the deadline made the activation one that stands. */
const extendedAt = (state: CouponState): number => {
  const { extensions, ...rest } = state
  const activation = standingActivation(state)
  const needed = extensions.find((_, index) => {
    const before = standingActivation({ ...rest, extensions: extensions.slice(0, index) })
    return before !== activation
  })
  return activation === undefined ? 0 : (needed?.position ?? 0)
}

/** The position at which the log made the counting window known as it is; meaningless while there is none. */
export const countsFrom = (state: CouponState): number =>
  Math.max(
    state.issue?.position ?? 0,
    standingActivation(state)?.position ?? 0,
    // The run that a correction takes effect with covers by it what it covers.
    (standingActivation(state)?.correctedFrom ?? 0) - 1,
    extendedAt(state),
    movedAt(state),
  )

/** The account whose spend is looked at: the standing activation's, else that of the first attempt (R35). */
export const accountOf = (state: CouponState): string | undefined =>
  (standingActivation(state) ?? state.activations[0])?.adAccountId

export const offerLateness = (state: CouponState): number | undefined => state.terms?.allowedLateness?.micros

/** Whether the threshold is met and no reversal came after it (D7). */
export const standingThreshold = (state: CouponState): Decided<'ThresholdMet'> | undefined => {
  const lastReverted = state.reverted.at(-1)?.position ?? -1
  return state.met.find(({ position }) => position > lastReverted)
}

/** The holds that no release has ended (R47, R51). */
export const standingHolds = ({ holds, releases }: CouponState): ReadonlyArray<Decided<'CreditHeld'>> =>
  holds.filter(
    (hold) =>
      !releases.some(
        ({ position, event: { data } }) =>
          position > hold.position && (data.ref === undefined || data.ref === hold.event.data.ref),
      ),
  )

/** The withholding that no reinstatement has ended (R48, R50). */
export const standingWithholding = ({ withholdings, reinstatements }: CouponState): Decided<'CreditWithheld'> | undefined => {
  const last = withholdings.at(-1)
  return last !== undefined && reinstatements.some(({ position }) => position > last.position) ? undefined : last
}

/** The notice of expiry that nothing has reversed (R8, R9). */
export const standingExpiry = ({ expiries, expiryReversals }: CouponState): Decided<'CodeExpired'> | undefined => {
  const last = expiries.at(-1)
  return last !== undefined && expiryReversals.some(({ position }) => position > last.position) ? undefined : last
}

/** A review of the grant that was asked for and that no withdrawal has answered (D7, R51). */
export const isReviewOpen = ({ reviews, withdrawals }: CouponState): boolean => {
  const last = reviews.at(-1)
  return last !== undefined && !withdrawals.some(({ position }) => position > last.position)
}
