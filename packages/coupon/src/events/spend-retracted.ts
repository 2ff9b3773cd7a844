import { Text } from '@earnback/kernel'
import * as t from 'io-ts'

/** A spend is taken back whole; it takes the time of the spend that it names. */
export const SpendRetracted = t.intersection(
  [t.type({ spendId: Text, adAccountId: Text }), t.partial({ reason: Text })],
  'SpendRetracted',
)
export type SpendRetracted = t.TypeOf<typeof SpendRetracted>
