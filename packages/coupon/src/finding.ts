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
  | 'ACCOUNT_ORIGIN_INELIGIBLE'
  | 'ACCOUNT_PENDING_REVIEW'
  | 'ACCOUNT_SUSPENDED'
  | 'ACCOUNT_IN_VIOLATION'
  | 'PAYMENT_METHOD_NOT_VERIFIED'
  | 'NO_POSITIVE_CASH_BALANCE'
  | 'NOT_PREPAID'

export interface Finding {
  readonly code: FindingCode
  readonly rule: string
  /** The spend or the activation that it is about. */
  readonly about: string
  readonly message: string
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
  ACCOUNT_ORIGIN_INELIGIBLE: ['R17', 'activated for an account that was not created directly in Ads Manager'],
  ACCOUNT_PENDING_REVIEW: ['R12', 'activated while the account was pending review'],
  ACCOUNT_SUSPENDED: ['R12', 'activated while the account was suspended'],
  ACCOUNT_IN_VIOLATION: ['R12', 'activated while the account was in violation of the policies'],
  PAYMENT_METHOD_NOT_VERIFIED: ['R11', 'activated without a verified payment method'],
  NO_POSITIVE_CASH_BALANCE: ['R13', 'activated without a positive cash balance'],
  NOT_PREPAID: ['R3', 'activated for an account whose payment mode the offer does not allow'],
}

export const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(SAID, code)

export const finding = (code: FindingCode, about: string): Finding => ({
  code,
  rule: SAID[code][0],
  about,
  message: SAID[code][1],
})

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** One of each, in an order that does not depend on arrival. */
export const inStableOrder = (findings: Iterable<Finding>): ReadonlyArray<Finding> => {
  const distinct = new Map<string, Finding>()
  for (const found of findings) distinct.set(JSON.stringify([found.code, found.about]), found)
  return [...distinct.values()].sort((one, other) => order(one.code, other.code) || order(one.about, other.about))
}
