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
})

/** Folds one event into what is known of the coupon; total, and no event is ever rejected (observer mode). */
export const evolve = (state: CouponState, event: Event, recorded: Pick<Recorded, 'position'>): CouponState => {
  const { position } = recorded
  switch (event.name) {
    case 'CodeIssued':
      return issued(state, event, position)
    case 'CodeActivated':
      return { ...state, activations: [...state.activations, activated(event, recorded)] }
    case 'DeadlinesFrozen':
      return { ...state, frozen: { ...event.data, position } }
    case 'ThresholdMet':
      return { ...state, met: [...state.met, { position, event }] }
    case 'ThresholdReverted':
      return { ...state, reverted: [...state.reverted, { position, event }] }
    case 'CreditGranted':
      return { ...state, grants: [...state.grants, { position, event }] }
    case 'CreditWithdrawn':
      return { ...state, withdrawals: [...state.withdrawals, { position, event }] }
    case 'SpendWindowMissed':
      return { ...state, missed: { position, event } }
    case 'GrantReviewRequired':
      return { ...state, isReviewRequired: true }
    default:
      return state
  }
}
