import { InstantCodec, Text } from '@earnback/kernel'
import * as t from 'io-ts'

/**
 * One of the staff looked at a coupon's lines or history, or exported them; the event's time is when. `position` and the two times
 * say what was answered, so that the answer can be given again.
 */
export const AnalystAccessed = t.intersection(
  [
    t.type({ couponId: Text, who: Text, what: Text, position: t.number, requestId: Text }),
    t.partial({ asOf: InstantCodec, knownAt: InstantCodec, verdict: Text }),
  ],
  'AnalystAccessed',
)
export type AnalystAccessed = t.TypeOf<typeof AnalystAccessed>
