import { InstantCodec, Text } from '@earnback/kernel'
import * as t from 'io-ts'
import { CheckRecord } from './check'

/** A code was activated for an ad account; the event's time is the activation instant (R24). */
export const CodeActivated = t.intersection(
  [
    t.type({ couponId: Text, adAccountId: Text }),
    t.partial({
      businessAccountId: Text,
      code: Text,
      windowEndsAt: InstantCodec,
      /** What the engine had checked when it accepted the request. */
      checks: t.array(CheckRecord),
      idempotencyKey: Text,
    }),
  ],
  'CodeActivated',
)
export type CodeActivated = t.TypeOf<typeof CodeActivated>
