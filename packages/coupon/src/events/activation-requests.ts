import { Text } from '@earnback/kernel'
import * as t from 'io-ts'
import { CheckRecord } from './check'

/** A request to activate was refused, for every reason at once (R10, R21). Nothing of the typed code is kept but its hash and its end. */
export const ActivationRejected = t.intersection(
  [
    t.type({ adAccountId: Text, codeHash: Text, codeMasked: Text, reasons: t.array(Text), checks: t.array(CheckRecord) }),
    t.partial({ couponId: Text, businessAccountId: Text, idempotencyKey: Text }),
  ],
  'ActivationRejected',
)
export type ActivationRejected = t.TypeOf<typeof ActivationRejected>

/** The code belongs to one coupon and one account from here on (R20): its stream is made by this event, so only one can. */
export const CodeReserved = t.intersection(
  [t.type({ codeHash: Text, couponId: Text, adAccountId: Text }), t.partial({ businessAccountId: Text })],
  'CodeReserved',
)
export type CodeReserved = t.TypeOf<typeof CodeReserved>

/** The business account has had its one coupon (R19): its stream is made by this event, so only one can. */
export const SlotTaken = t.type({ businessAccountId: Text, couponId: Text, adAccountId: Text }, 'SlotTaken')
export type SlotTaken = t.TypeOf<typeof SlotTaken>
