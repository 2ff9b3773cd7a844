import type { EventName } from '@earnback/coupon'

/** Every decision about an account's credit, a run's and a person's: what billing grants, keeps back or takes back, and why it may not yet. */
export const BILLING_EVENTS = [
  'ThresholdMet',
  'ThresholdReverted',
  'CreditHeld',
  'HoldReleased',
  'CreditGranted',
  'CreditWithheld',
  'CreditWithdrawn',
  'CreditReinstated',
  'SpendWindowMissed',
] as const satisfies ReadonlyArray<EventName>

/** What a run leaves for a person to decide (D7, D8, R51), and the end of a hold that needs nobody any more. */
export const REVIEW_EVENTS = ['GrantReviewRequired', 'CreditHeld', 'HoldReleased'] as const satisfies ReadonlyArray<EventName>

const isOneOf = (names: ReadonlyArray<EventName>, name: EventName): boolean => names.includes(name)

/**
 * The topics that a decision of the engine's log goes to. A hold that a run made goes to both: billing must not expect the
 * credit, and a person has to decide; one that a person made needs no person to look at it.
 */
export const destinationsOf = (name: EventName, isByPerson: boolean): ReadonlyArray<'billing' | 'review'> => [
  ...(isOneOf(BILLING_EVENTS, name) ? ['billing' as const] : []),
  ...(isOneOf(REVIEW_EVENTS, name) && !isByPerson ? ['review' as const] : []),
]
