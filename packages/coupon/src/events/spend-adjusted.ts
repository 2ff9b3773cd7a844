import { SignedAmount, Text } from '@earnback/kernel'
import * as t from 'io-ts'

/** A spend was corrected by a difference; it takes the time of the spend that it names. */
export const SpendAdjusted = t.intersection(
  [t.type({ spendId: Text, adAccountId: Text, delta: SignedAmount }), t.partial({ reason: Text })],
  'SpendAdjusted',
)
export type SpendAdjusted = t.TypeOf<typeof SpendAdjusted>
