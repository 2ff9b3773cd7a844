import { InstantCodec, Text } from '@earnback/kernel'
import * as t from 'io-ts'

/** One precondition of an activation as it was judged: what was found, and when that became known (R10, R12). */
export const CheckRecord = t.intersection(
  [t.type({ check: Text, passed: t.boolean, rule: Text }), t.partial({ found: t.string, knownAt: InstantCodec })],
  'Check',
)
export type CheckRecord = t.TypeOf<typeof CheckRecord>
