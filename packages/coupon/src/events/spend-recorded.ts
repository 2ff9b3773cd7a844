import { InstantCodec, NonNegativeAmount, Text } from '@earnback/kernel'
import * as t from 'io-ts'

const Funding = t.partial({ cash: NonNegativeAmount, credit: NonNegativeAmount }, 'Funding')

const Period = t.type({ start: InstantCodec, end: InstantCodec }, 'Period')

/** An account spent; the event's time is when the spend was incurred (R31, R34, R35). */
export const SpendRecorded = t.intersection(
  [
    t.type({ spendId: Text, adAccountId: Text, amount: NonNegativeAmount }),
    t.partial({ kind: Text, tax: NonNegativeAmount, funding: Funding, period: Period, campaignId: Text }),
  ],
  'SpendRecorded',
)
export type SpendRecorded = t.TypeOf<typeof SpendRecorded>
