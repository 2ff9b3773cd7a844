import { coded, InstantCodec, NonNegativeAmount, PositiveAmount, Text } from '@earnback/kernel'
import * as t from 'io-ts'

const Position = new t.Type<number, number, unknown>(
  'position',
  (value): value is number => Number.isSafeInteger(value) && (value as number) > 0,
  (value, context) =>
    Number.isSafeInteger(value) && (value as number) > 0
      ? t.success(value as number)
      : t.failure(value, context, coded('POSITION_INVALID', 'a position of the log, a whole number from 1')),
  t.identity,
)

const About = { couponId: Text, adAccountId: Text }

/** A run found the threshold met on calculated spend (R32, R38); the event's time is `metAt`. */
export const ThresholdMet = t.type(
  {
    ...About,
    threshold: PositiveAmount,
    qualifyingSpend: NonNegativeAmount,
    metAt: InstantCodec,
    confirmedAt: InstantCodec,
    crossingSpendId: Text,
    calculatedThrough: InstantCodec,
  },
  'ThresholdMet',
)
export type ThresholdMet = t.TypeOf<typeof ThresholdMet>

/** Calculated spend fell below the threshold before a grant (D7). */
export const ThresholdReverted = t.type(
  { ...About, threshold: PositiveAmount, qualifyingSpend: NonNegativeAmount },
  'ThresholdReverted',
)
export type ThresholdReverted = t.TypeOf<typeof ThresholdReverted>

/** The reward became the account's credit, once (R41). */
export const CreditGranted = t.intersection(
  [
    t.type({ ...About, creditId: Text, amount: PositiveAmount }),
    t.partial({
      expiresAt: InstantCodec,
      /** What the engine granted for: its `ThresholdMet`, the spend that crossed, and how much of the log it knew. */
      basis: t.type({ thresholdMetId: Text, crossingSpendId: Text, position: Position }, 'Basis'),
    }),
  ],
  'CreditGranted',
)
export type CreditGranted = t.TypeOf<typeof CreditGranted>

/** Unspent credit was taken back for a violation (R49). */
export const CreditWithdrawn = t.type(
  {
    ...About,
    creditId: Text,
    requested: NonNegativeAmount,
    recovered: NonNegativeAmount,
    alreadySpent: NonNegativeAmount,
    reason: Text,
  },
  'CreditWithdrawn',
)
export type CreditWithdrawn = t.TypeOf<typeof CreditWithdrawn>

/** The window closed below the threshold (R46); the event's time is when settlement closed. */
export const SpendWindowMissed = t.type(
  { ...About, threshold: PositiveAmount, qualifyingSpend: NonNegativeAmount, windowEndsAt: InstantCodec },
  'SpendWindowMissed',
)
export type SpendWindowMissed = t.TypeOf<typeof SpendWindowMissed>

/** Calculated spend fell below the threshold after the grant; nothing is taken back without a person (D7). */
export const GrantReviewRequired = t.type(
  { ...About, threshold: PositiveAmount, qualifyingSpend: NonNegativeAmount, cause: Text },
  'GrantReviewRequired',
)
export type GrantReviewRequired = t.TypeOf<typeof GrantReviewRequired>
