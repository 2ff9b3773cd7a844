/** Why an activation is refused, in the order in which the reasons are given (R10). Source: docs/domain/activation.md. */
export type ActivationReason =
  | 'CODE_NOT_FOUND'
  | 'CODE_FORMAT_MISMATCH'
  | 'NOT_ORIGINAL_RECIPIENT'
  | 'CODE_ALREADY_USED'
  | 'ALREADY_ACTIVATED'
  | 'ACTIVATION_WINDOW_EXPIRED'
  | 'ACTIVATED_BEFORE_RECEIPT'
  | 'ACCOUNT_ALREADY_USED_A_COUPON'
  | 'ACCOUNT_ORIGIN_INELIGIBLE'
  | 'ACCOUNT_PENDING_REVIEW'
  | 'ACCOUNT_SUSPENDED'
  | 'ACCOUNT_IN_VIOLATION'
  | 'PAYMENT_METHOD_NOT_VERIFIED'
  | 'NO_POSITIVE_CASH_BALANCE'
  | 'NOT_PREPAID'
  | 'RATE_LIMITED'

/** What the advertiser can do about each. */
const ADVICE: { readonly [reason in ActivationReason]: string } = {
  CODE_NOT_FOUND: 'compare it with the email, letter by letter, and type it exactly as it stands there',
  CODE_FORMAT_MISMATCH: 'copy the code from the email, without spaces or dashes, and mind capitals, O and 0, I and 1',
  NOT_ORIGINAL_RECIPIENT: 'use a code that was sent to this business account; a code that was forwarded or shared has no effect',
  CODE_ALREADY_USED: 'nothing to do: a code works once, and for one ad account',
  ALREADY_ACTIVATED: 'nothing to do: the coupon is active, and its activation stays as it was',
  ACTIVATION_WINDOW_EXPIRED: 'the code expired unused and cannot be activated any more',
  ACTIVATED_BEFORE_RECEIPT: 'check the clock: the code was received after this instant',
  ACCOUNT_ALREADY_USED_A_COUPON: 'nothing to do: a business account has one coupon, under whichever of its ad accounts',
  ACCOUNT_ORIGIN_INELIGIBLE: 'use an ad account that was created directly in Ads Manager',
  ACCOUNT_PENDING_REVIEW: 'wait until the account is approved, then activate before the deadline',
  ACCOUNT_SUSPENDED: 'have the suspension lifted, then activate before the deadline',
  ACCOUNT_IN_VIOLATION: 'resolve the policy violation, then activate before the deadline',
  PAYMENT_METHOD_NOT_VERIFIED: 'add a payment method and have it verified',
  NO_POSITIVE_CASH_BALANCE: 'add cash to the ad account; promotional credit does not count',
  NOT_PREPAID: 'use an ad account whose payment mode the offer allows',
  RATE_LIMITED: 'wait up to an hour before the next attempt; only attempts that were refused count',
}

export const adviceOn = (reason: ActivationReason): string => ADVICE[reason]
