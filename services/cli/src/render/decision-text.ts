import type { Event } from '@earnback/coupon'
import { type Amount, encodeAmount, formatInstant } from '@earnback/kernel'
import { money } from './amount'
import { visible } from './visible'

const amount = (value: Amount): string => money(encodeAmount(value))

const saidBy = (event: Event): string => {
  switch (event.name) {
    case 'ThresholdMet':
      return `${amount(event.data.qualifyingSpend)} of ${amount(event.data.threshold)}, met at ${formatInstant(event.data.metAt)} by spend ${event.data.crossingSpendId}`
    case 'ThresholdReverted':
    case 'SpendWindowMissed':
    case 'GrantReviewRequired':
      return `${amount(event.data.qualifyingSpend)} of ${amount(event.data.threshold)}`
    case 'CreditGranted':
      return `${amount(event.data.amount)} to account ${event.data.adAccountId}`
    case 'DeadlinesFrozen':
      return `to be activated before ${formatInstant(event.data.activationDeadline)}`
    case 'CreditHeld':
    case 'HoldReleased':
    case 'CreditWithheld':
      return event.data.ref === undefined ? event.data.reason : `${event.data.ref}, ${event.data.reason}`
    case 'CreditWithdrawn':
      return `${amount(event.data.recovered)} recovered of ${amount(event.data.requested)}, ${amount(event.data.alreadySpent)} already spent`
    case 'CreditReinstated':
      return event.data.amount === undefined ? 'lifted' : `${amount(event.data.amount)} given back`
    case 'DeadlineExtended':
      return `to be activated before ${formatInstant(event.data.newDeadline)}`
    case 'ActivationCorrected':
      return `activated at ${formatInstant(event.data.to)}, not at ${formatInstant(event.data.from)}`
    default:
      return `at ${formatInstant(event.occurredAt)}`
  }
}

/** One decision of the engine on one line. */
export const decisionText = (event: Event): string => {
  const coupon = 'couponId' in event.data ? event.data.couponId : ''
  return visible(`${event.name}  ${coupon}: ${saidBy(event)}`)
}
