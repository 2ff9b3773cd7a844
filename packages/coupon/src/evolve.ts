import { canonicalJson } from '@earnback/kernel'
import type { Event, EventOf } from './events/event'
import { CATALOGUE } from './events/event'
import type { Recorded } from './qualify/spend-line'
import type { Activation, CouponState } from './state'
import { termsOf } from './terms'

const issued = (state: CouponState, event: EventOf<'CodeIssued'>, position: number): CouponState => {
  if (state.issue === undefined) return { ...state, issue: { position, event }, terms: termsOf(event.data, event.occurredAt) }
  const said = ({ data }: EventOf<'CodeIssued'>): string => canonicalJson(CATALOGUE.CodeIssued.encode(data))
  return said(state.issue.event) === said(event) ? state : { ...state, hasIssueConflict: true }
}

const activated = (event: EventOf<'CodeActivated'>, { position }: Pick<Recorded, 'position'>): Activation => ({
  position,
  eventId: event.id,
  at: event.occurredAt,
  adAccountId: event.data.adAccountId,
  businessAccountId: event.data.businessAccountId,
  windowEndsAt: event.data.windowEndsAt,
  ...(event.data.checks === undefined
    ? {}
    : { request: { checks: event.data.checks, idempotencyKey: event.data.idempotencyKey } }),
})

/** The life of the credit: granted, held and released, withheld, withdrawn, reinstated. */
const credited = (state: CouponState, event: Event, position: number): CouponState => {
  switch (event.name) {
    case 'CreditGranted':
      return { ...state, grants: [...state.grants, { position, event }] }
    case 'CreditHeld':
      return { ...state, holds: [...state.holds, { position, event }] }
    case 'HoldReleased':
      return { ...state, releases: [...state.releases, { position, event }] }
    case 'CreditWithheld':
      return { ...state, withholdings: [...state.withholdings, { position, event }] }
    case 'CreditWithdrawn':
      return { ...state, withdrawals: [...state.withdrawals, { position, event }] }
    case 'CreditReinstated':
      return { ...state, reinstatements: [...state.reinstatements, { position, event }] }
    case 'GrantReviewRequired':
      return { ...state, reviews: [...state.reviews, { position, event }] }
    default:
      return state
  }
}

/** Folds one event into what is known of the coupon; total, and no event is ever rejected (observer mode). */
export const evolve = (state: CouponState, event: Event, recorded: Pick<Recorded, 'position'>): CouponState => {
  const { position } = recorded
  switch (event.name) {
    case 'CodeIssued':
      return issued(state, event, position)
    case 'CodeActivated':
      return { ...state, activations: [...state.activations, activated(event, recorded)] }
    case 'ActivationCorrected':
      return { ...state, corrections: [...state.corrections, { position, event }] }
    case 'DeadlineExtended':
      return { ...state, extensions: [...state.extensions, { position, event }] }
    case 'DeadlinesFrozen':
      return { ...state, frozen: { ...event.data, position } }
    case 'CodeExpired':
      return { ...state, expiries: [...state.expiries, { position, event }] }
    case 'CodeExpiryReversed':
      return { ...state, expiryReversals: [...state.expiryReversals, { position, event }] }
    case 'ThresholdMet':
      return { ...state, met: [...state.met, { position, event }] }
    case 'ThresholdReverted':
      return { ...state, reverted: [...state.reverted, { position, event }] }
    case 'SpendWindowMissed':
      return { ...state, missed: { position, event } }
    default:
      return credited(state, event, position)
  }
}
