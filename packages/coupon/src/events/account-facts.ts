import { NonNegativeAmount, PositiveAmount, SignedAmount, Text } from '@earnback/kernel'
import * as t from 'io-ts'
import { PaymentMode } from './code-issued'

const Of = { adAccountId: Text }

export const AccountRegistered = t.intersection(
  [
    t.type({
      ...Of,
      businessAccountId: Text,
      createdVia: t.keyof({ ads_manager: null, business_center: null, agency: null }, 'ads_manager, business_center or agency'),
      paymentMode: PaymentMode,
    }),
    t.partial({ zone: Text, emailHash: Text }),
  ],
  'AccountRegistered',
)
export type AccountRegistered = t.TypeOf<typeof AccountRegistered>

export const AccountStandingChanged = t.type(
  {
    ...Of,
    standing: t.keyof(
      { pending_review: null, approved: null, suspended: null, in_violation: null },
      'pending_review, approved, suspended or in_violation',
    ),
  },
  'AccountStandingChanged',
)
export type AccountStandingChanged = t.TypeOf<typeof AccountStandingChanged>

export const PaymentMethodChanged = t.type(
  {
    ...Of,
    status: t.keyof({ none: null, unverified: null, verified: null, invalid: null }, 'none, unverified, verified or invalid'),
  },
  'PaymentMethodChanged',
)
export type PaymentMethodChanged = t.TypeOf<typeof PaymentMethodChanged>

export const BalanceChanged = t.type({ ...Of, cash: SignedAmount }, 'BalanceChanged')
export type BalanceChanged = t.TypeOf<typeof BalanceChanged>

export const BidChanged = t.type({ ...Of, maxBid: NonNegativeAmount }, 'BidChanged')
export type BidChanged = t.TypeOf<typeof BidChanged>

export const PolicyViolationReported = t.type({ ...Of, violationId: Text }, 'PolicyViolationReported')
export type PolicyViolationReported = t.TypeOf<typeof PolicyViolationReported>

export const PolicyViolationResolved = t.type({ ...Of, violationId: Text }, 'PolicyViolationResolved')
export type PolicyViolationResolved = t.TypeOf<typeof PolicyViolationResolved>

export const ChargeSettled = t.type({ ...Of, chargeId: Text, amount: PositiveAmount }, 'ChargeSettled')
export type ChargeSettled = t.TypeOf<typeof ChargeSettled>
