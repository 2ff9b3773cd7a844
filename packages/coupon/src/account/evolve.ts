import type { Event } from '../events/event'
import type { Recorded } from '../qualify/spend-line'
import type { AccountState, Dated, Violation } from './state'

const withViolation = (
  violations: ReadonlyArray<Violation>,
  violationId: string,
  known: Partial<Violation>,
): ReadonlyArray<Violation> => {
  const isKnown = violations.some((one) => one.violationId === violationId)
  if (!isKnown) return [...violations, { violationId, reported: undefined, resolved: undefined, ...known }]
  // The first word about each stays; a resolution may come before the report that it resolves.
  return violations.map((one) => (one.violationId === violationId ? { ...one, ...known, ...said(one) } : one))
}

const said = ({ reported, resolved }: Violation): Partial<Violation> => ({
  ...(reported === undefined ? {} : { reported }),
  ...(resolved === undefined ? {} : { resolved }),
})

/** Folds one event into what is known of an ad account; total, and what is about something else changes nothing. */
export const evolveAccount = (state: AccountState, event: Event, { position, recordedAt }: Recorded): AccountState => {
  const dated = <Value>(value: Value): Dated<Value> => ({ at: event.occurredAt, position, recordedAt, value })
  switch (event.name) {
    case 'AccountRegistered':
      return { ...state, registrations: [...state.registrations, dated(event.data)] }
    case 'AccountStandingChanged':
      return { ...state, standings: [...state.standings, dated(event.data.standing)] }
    case 'PaymentMethodChanged':
      return { ...state, paymentMethods: [...state.paymentMethods, dated(event.data.status)] }
    case 'BalanceChanged':
      return { ...state, balances: [...state.balances, dated(event.data.cash)] }
    case 'BidChanged':
      return { ...state, bids: [...state.bids, dated(event.data.maxBid)] }
    case 'PolicyViolationReported': {
      const violations = withViolation(state.violations, event.data.violationId, { reported: dated(event.data) })
      return { ...state, violations }
    }
    case 'PolicyViolationResolved': {
      const violations = withViolation(state.violations, event.data.violationId, { resolved: dated(event.data) })
      return { ...state, violations }
    }
    case 'ChargeSettled':
      return { ...state, charges: [...state.charges, dated(event)] }
    case 'ActivationRejected':
      return { ...state, rejections: [...state.rejections, dated(event)] }
    default:
      return state
  }
}
