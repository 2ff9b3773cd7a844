import { InstantCodec, LatenessCodec } from '@earnback/kernel'
import * as t from 'io-ts'

/**
 * A calculation run: spend that occurred up to and including `through` is calculated (D6, R38).
 * `allowedLateness` freezes the policy by which this run closes windows (D5).
 */
export const CalculationAdvanced = t.intersection(
  [t.type({ through: InstantCodec }), t.partial({ lag: LatenessCodec, allowedLateness: LatenessCodec })],
  'CalculationAdvanced',
)
export type CalculationAdvanced = t.TypeOf<typeof CalculationAdvanced>
