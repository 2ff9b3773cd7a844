import { DurationCodec, InstantCodec, LatenessCodec, PositiveAmount, Text, coded } from '@earnback/kernel'
import * as t from 'io-ts'

export const DayCount = t.keyof({ elapsed: null, wallClock: null, endOfDay: null }, 'elapsed, wallClock or endOfDay')
export type DayCount = t.TypeOf<typeof DayCount>

export const PaymentMode = t.keyof(
  { manual: null, automatic: null, postpaid_invoice: null },
  'manual, automatic or postpaid_invoice',
)

/** Whether credit pays before cash or cash before credit (X9). */
const ConsumptionOrder = t.keyof({ creditFirst: null, cashFirst: null }, 'creditFirst or cashFirst')
export type ConsumptionOrder = t.TypeOf<typeof ConsumptionOrder>

const Code = new t.Type<string, string, unknown>(
  'code',
  t.string.is,
  (value, context) =>
    typeof value === 'string' && /^[A-Za-z0-9]{1,64}$/.test(value)
      ? t.success(value)
      : t.failure(value, context, coded('CODE_CHARSET', '1 to 64 letters and digits')),
  t.identity,
)

/** The offer's terms, a snapshot that binds as issued (R5, R6). */
const Offer = t.intersection(
  [
    t.type({ offerId: Text, threshold: PositiveAmount, reward: PositiveAmount, spendWindow: DurationCodec }),
    t.partial({
      version: t.union([Text, t.number]),
      activationWindow: DurationCodec,
      market: Text,
      channel: Text,
      dayCount: DayCount,
      zone: Text,
      allowedLateness: LatenessCodec,
      /** How long a granted credit can be used; without an end where it is not given (X7). */
      creditValidity: DurationCodec,
      paymentModes: t.array(PaymentMode),
      /** Credit pays first where it is not given. */
      consumptionOrder: ConsumptionOrder,
    }),
  ],
  'Offer',
)
const Recipient = t.partial({ businessAccountId: Text, emailHash: Text }, 'Recipient')

/** A code was issued to a recipient; it does nothing until it is activated (R1). */
export const CodeIssued = t.intersection(
  [
    t.type({ couponId: Text, code: Code, offer: Offer }),
    t.partial({ recipient: Recipient, receivedAt: InstantCodec, sentAt: InstantCodec, activationDeadline: InstantCodec }),
  ],
  'CodeIssued',
)
export type CodeIssued = t.TypeOf<typeof CodeIssued>
