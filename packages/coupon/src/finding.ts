import type { Evidence } from './reconcile/evidence'

/** What a person should look at; nothing here changes a sum by itself. */
export type FindingCode =
  | 'ISSUE_CONFLICT'
  | 'ALREADY_ACTIVATED'
  | 'ACTIVATION_WINDOW_EXPIRED'
  | 'ACTIVATED_BEFORE_RECEIPT'
  | 'DUPLICATE_CONFLICT'
  | 'STRADDLES_ACTIVATION'
  | 'STRADDLES_WINDOW_END'
  | 'LATE_AFTER_SETTLEMENT'
  | 'LATE_ADJUSTMENT'
  | 'LATE_RETRACTION'
  | 'ADJUSTED_BELOW_ZERO'
  | 'ADJUSTMENT_CURRENCY_MISMATCH'
  | 'ADJUSTMENT_WITHOUT_SPEND'
  | 'GRANT_REVIEW_REQUIRED'
  | 'NOT_ORIGINAL_RECIPIENT'
  | 'ACCOUNT_ALREADY_USED_A_COUPON'
  | 'CODE_ALREADY_USED'
  | 'ACCOUNT_ORIGIN_INELIGIBLE'
  | 'ACCOUNT_PENDING_REVIEW'
  | 'ACCOUNT_SUSPENDED'
  | 'ACCOUNT_IN_VIOLATION'
  | 'PAYMENT_METHOD_NOT_VERIFIED'
  | 'NO_POSITIVE_CASH_BALANCE'
  | 'NOT_PREPAID'
  | 'UNVERIFIED'
  | 'ACTIVATED_WHILE_INELIGIBLE'
  | 'CHANNEL_NOT_OFFERED_IN_MARKET'
  | 'GRANT_MISSING'
  | 'GRANT_EARLY'
  | 'GRANT_LATE'
  | 'GRANT_AMOUNT_DIFFERS'
  | 'GRANT_NEVER_MET'
  | 'GRANT_AFTER_WITHDRAWAL'
  | 'GRANT_WHILE_HELD'
  | 'GRANT_TWICE'
  | 'THRESHOLD_DIFFERS'
  | 'WITHDRAWAL_EXCEEDS_GRANT'

export interface Finding {
  readonly code: FindingCode
  readonly rule: string
  /** The spend, the activation, the hold, the event or the other coupon that it is about. */
  readonly about: string
  readonly message: string
  /** Where the platform and the engine disagree: what each of them said. */
  readonly evidence?: Evidence
}

const SAID: { readonly [code in FindingCode]: readonly [rule: string, message: string] } = {
  ISSUE_CONFLICT: ['R6', 'the coupon was issued again with other terms; the first issue binds'],
  ALREADY_ACTIVATED: ['R22', 'another activation came in; the first one recorded stands'],
  ACTIVATION_WINDOW_EXPIRED: ['R8', 'activated at or after the activation deadline; it has no effect'],
  ACTIVATED_BEFORE_RECEIPT: ['R7', 'activated before the code was received; check the clocks'],
  DUPLICATE_CONFLICT: ['R37', 'recorded twice with different data; the first record stands'],
  STRADDLES_ACTIVATION: ['R34', 'its period covers the activation, so it was left out'],
  STRADDLES_WINDOW_END: ['R34', "its period covers the window's end, so it was left out"],
  LATE_AFTER_SETTLEMENT: ['D5', 'it would count, but came after the window was settled'],
  LATE_ADJUSTMENT: ['D5', 'an adjustment came after the window was settled and changes no sum'],
  LATE_RETRACTION: ['D5', 'a retraction came after the window was settled and changes no sum'],
  ADJUSTED_BELOW_ZERO: ['D7', 'its adjustments exceed it; it counts as zero'],
  ADJUSTMENT_CURRENCY_MISMATCH: ['R36', 'an adjustment is in another currency than its spend and has no effect'],
  ADJUSTMENT_WITHOUT_SPEND: ['R37', 'a correction names a spend that has not come in yet'],
  GRANT_REVIEW_REQUIRED: ['D7', 'calculated spend fell below the threshold after the grant'],
  NOT_ORIGINAL_RECIPIENT: ['R18', 'activated by another business account than the one it was issued to'],
  ACCOUNT_ALREADY_USED_A_COUPON: ['R19', 'this coupon of the same business account was activated before; an account has one'],
  CODE_ALREADY_USED: ['R20', 'this coupon has the same code and was activated before; a code works once'],
  ACCOUNT_ORIGIN_INELIGIBLE: ['R17', 'activated for an account that was not created directly in Ads Manager'],
  ACCOUNT_PENDING_REVIEW: ['R12', 'activated while the account was pending review'],
  ACCOUNT_SUSPENDED: ['R12', 'activated while the account was suspended'],
  ACCOUNT_IN_VIOLATION: ['R12', 'activated while the account was in violation of the policies'],
  PAYMENT_METHOD_NOT_VERIFIED: ['R11', 'activated without a verified payment method'],
  NO_POSITIVE_CASH_BALANCE: ['R13', 'activated without a positive cash balance'],
  NOT_PREPAID: ['R3', 'activated for an account whose payment mode the offer does not allow'],
  UNVERIFIED: ['R13', 'activated while not all that an activation needs is known of the account'],
  ACTIVATED_WHILE_INELIGIBLE: [
    'R47',
    'the account broke a policy before the activation, and it was learnt of after; the activation stands',
  ],
  CHANNEL_NOT_OFFERED_IN_MARKET: ['R2', 'issued by email in a market where codes are not sent by email'],
  GRANT_MISSING: ['R41', 'the engine met the threshold, and the platform has not granted by the time that it was due'],
  GRANT_EARLY: ['R41', 'the platform granted before the threshold was met by what is calculated'],
  GRANT_LATE: ['R40', 'the platform granted after the time that it was due'],
  GRANT_AMOUNT_DIFFERS: ['R41', 'the platform granted another amount than the reward of the terms'],
  GRANT_NEVER_MET: ['R41', 'the platform granted, and the window was settled below the threshold'],
  GRANT_AFTER_WITHDRAWAL: ['R49', 'the platform granted after the credit was withdrawn'],
  GRANT_WHILE_HELD: ['R51', 'the platform granted while the credit was held or withheld'],
  GRANT_TWICE: ['R41', 'the coupon was granted before; a second grant came in'],
  THRESHOLD_DIFFERS: ['R32', 'the platform’s ThresholdMet says another instant or amount than the engine finds'],
  WITHDRAWAL_EXCEEDS_GRANT: ['R49', 'more was withdrawn than was granted'],
}

export const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(SAID, code)

export const finding = (code: FindingCode, about: string, evidence?: Evidence): Finding => ({
  code,
  rule: SAID[code][0],
  about,
  message: SAID[code][1],
  ...(evidence === undefined ? {} : { evidence }),
})

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** One of each, in an order that does not depend on arrival. */
export const inStableOrder = (findings: Iterable<Finding>): ReadonlyArray<Finding> => {
  const distinct = new Map<string, Finding>()
  for (const found of findings) distinct.set(JSON.stringify([found.code, found.about]), found)
  return [...distinct.values()].sort((one, other) => order(one.code, other.code) || order(one.about, other.about))
}
