import type { AccountCredit, Deliveries, Promotions } from '@earnback/projections'
import * as t from 'io-ts'
import { ProgressAnswer } from './coupon-answers'
import { AmountPart, InstantText, oneOf, orNull, questionFields } from './parts'

const list = t.readonlyArray

const deliveryFields = {
  metAt: InstantText,
  confirmedAt: InstantText,
  oneDayTarget: InstantText,
  businessDayDue: InstantText,
  grantedAt: orNull(InstantText),
  slaStatus: oneOf<'on_time' | 'past_one_day' | 'breached'>({ on_time: null, past_one_day: null, breached: null }),
}
const RiskPart = t.type({
  code: oneOf<'FUNDING_BELOW_THRESHOLD' | 'AT_RISK_BALANCE_BELOW_BID' | 'BEHIND_PACE'>({
    FUNDING_BELOW_THRESHOLD: null,
    AT_RISK_BALANCE_BELOW_BID: null,
    BEHIND_PACE: null,
  }),
  rule: t.string,
  message: t.string,
})
export const PromotionPart: t.Type<Promotions['earning'][number]> = t.type(
  {
    progress: ProgressAnswer,
    creditLeft: orNull(AmountPart),
    delivery: orNull(t.type(deliveryFields)),
    risks: list(RiskPart),
    couponCardVisible: t.boolean,
  },
  'Promotion',
)
const promotionList = list(PromotionPart)
export const PromotionsAnswer: t.Type<Promotions> = t.type(
  {
    adAccountId: t.string,
    businessAccountIds: list(t.string),
    available: promotionList,
    earning: promotionList,
    notAvailable: promotionList,
    issued: promotionList,
    ...questionFields,
  },
  'Promotions',
)

const LotPart: t.Type<AccountCredit['lots'][number]> = t.type({
  couponId: t.string,
  creditId: t.string,
  grantedAt: InstantText,
  expiresAt: orNull(InstantText),
  granted: AmountPart,
  reinstated: AmountPart,
  consumed: AmountPart,
  recovered: AmountPart,
  forfeited: AmountPart,
  left: AmountPart,
})
const ChargePart: t.Type<AccountCredit['charges'][number]> = t.type({
  chargeId: t.string,
  occurredAt: InstantText,
  amount: AmountPart,
  parts: list(t.type({ creditId: t.string, couponId: t.string, amount: AmountPart })),
  rest: t.type({
    source: oneOf<'cash' | 'card' | 'invoice' | 'unknown'>({ cash: null, card: null, invoice: null, unknown: null }),
    amount: AmountPart,
  }),
})
export const CreditAnswer: t.Type<AccountCredit> = t.type(
  { adAccountId: t.string, total: list(AmountPart), lots: list(LotPart), charges: list(ChargePart), ...questionFields },
  'AccountCredit',
)

export const DeliveriesAnswer: t.Type<Deliveries & { readonly nextCursor: string | null }> = t.type(
  {
    deliveries: list(
      t.type({
        couponId: t.string,
        adAccountId: t.string,
        reward: orNull(AmountPart),
        ...deliveryFields,
        isOverdue: t.boolean,
        blockedBy: orNull(oneOf<'hold' | 'withholding'>({ hold: null, withholding: null })),
      }),
    ),
    ...questionFields,
    nextCursor: orNull(t.string),
  },
  'Deliveries',
)
