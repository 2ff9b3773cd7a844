import type { EventName } from '@earnback/coupon'
import { BILLING_EVENTS, REVIEW_EVENTS } from '../destinations'
import { TOPICS_DEFAULT } from '../topics'

/** A topic of events: who sends them, what keys them, and which they are. */
export interface EventChannel {
  readonly topic: string
  /** Seen from the engine. */
  readonly action: 'receive' | 'send'
  readonly title: string
  readonly description: string
  /** The field of `data` that is the record's key. */
  readonly key: 'couponId' | 'adAccountId'
  readonly events: ReadonlyArray<EventName>
}

const READS =
  'Read in structured mode (the whole event is the value) and in binary mode (`ce_` headers, `data` is the value). ' +
  'The same source and id with the same content is a duplicate and changes nothing.'

export const EVENT_CHANNELS: { readonly [name: string]: EventChannel } = {
  coupons: {
    topic: 'earnback.coupons.v1',
    action: 'receive',
    title: 'Facts about coupons',
    description: `What the platform says about one coupon. ${READS}`,
    key: 'couponId',
    events: [
      'CodeIssued',
      'CodeActivated',
      'ThresholdMet',
      'ThresholdReverted',
      'CreditGranted',
      'CreditWithdrawn',
      'CreditHeld',
      'HoldReleased',
      'CreditWithheld',
      'CreditReinstated',
      'DeadlineExtended',
      'ActivationCorrected',
      'CodeExpired',
      'CodeExpiryReversed',
      'SpendWindowMissed',
    ],
  },
  spend: {
    topic: 'earnback.spend.v1',
    action: 'receive',
    title: 'Spend of ad accounts',
    description: `Spend, and what corrects it. ${READS}`,
    key: 'adAccountId',
    events: ['SpendRecorded', 'SpendAdjusted', 'SpendRetracted'],
  },
  accounts: {
    topic: 'earnback.accounts.v1',
    action: 'receive',
    title: 'Facts about ad accounts',
    description: `What an activation is judged by, what holds a credit, and what uses it up. ${READS}`,
    key: 'adAccountId',
    events: [
      'AccountRegistered',
      'AccountStandingChanged',
      'PaymentMethodChanged',
      'BalanceChanged',
      'BidChanged',
      'PolicyViolationReported',
      'PolicyViolationResolved',
      'ChargeSettled',
    ],
  },
  billing: {
    topic: TOPICS_DEFAULT.billing,
    action: 'send',
    title: 'Decisions about credit',
    description:
      'Every decision about an account’s credit, a run’s and a person’s, in the order of the log for each key. ' +
      'Once for consumers that read committed records; where the broker has no transactions, at least once under the same source and id.',
    key: 'adAccountId',
    events: BILLING_EVENTS,
  },
  review: {
    topic: TOPICS_DEFAULT.review,
    action: 'send',
    title: 'Findings for people',
    description:
      'What a run leaves for a person to decide, and the end of a hold that needs nobody any more; order and delivery as for billing.',
    key: 'adAccountId',
    events: REVIEW_EVENTS,
  },
}
