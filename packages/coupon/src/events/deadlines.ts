import { InstantCodec, Text } from '@earnback/kernel'
import * as t from 'io-ts'

/** The code can be activated for longer; sending the email again does not do that, this does (R7). */
export const DeadlineExtended = t.type({ couponId: Text, newDeadline: InstantCodec, reason: Text }, 'DeadlineExtended')
export type DeadlineExtended = t.TypeOf<typeof DeadlineExtended>

/** An operator found that the activation happened at another instant (R30); takes effect with the next calculation run. */
export const ActivationCorrected = t.type(
  { couponId: Text, from: InstantCodec, to: InstantCodec, reason: Text },
  'ActivationCorrected',
)
export type ActivationCorrected = t.TypeOf<typeof ActivationCorrected>

/** Nobody activated the code before its deadline (R8); a notice, since the deadline alone decides. The event's time is the deadline. */
export const CodeExpired = t.type({ couponId: Text, deadline: InstantCodec }, 'CodeExpired')
export type CodeExpired = t.TypeOf<typeof CodeExpired>

/** An activation from before the deadline came in after the notice (R9). */
export const CodeExpiryReversed = t.type({ couponId: Text, deadline: InstantCodec }, 'CodeExpiryReversed')
export type CodeExpiryReversed = t.TypeOf<typeof CodeExpiryReversed>

/** Deadlines that were counted in a calendar, kept so that no replay needs zone data again (D4). */
export const DeadlinesFrozen = t.intersection(
  [t.type({ couponId: Text, activationDeadline: InstantCodec }), t.partial({ windowEndsAt: InstantCodec })],
  'DeadlinesFrozen',
)
export type DeadlinesFrozen = t.TypeOf<typeof DeadlinesFrozen>
