import type { Check } from '@earnback/coupon'
import type { Look } from './look'
import { visible } from './visible'

const SAID: { readonly [name in Check['check']]: string } = {
  code_found: 'the code is known',
  code_format: 'the code is typed as in the email',
  original_recipient: 'the code was issued to this business account',
  code_unused: 'the code is not used up',
  not_yet_active: 'the coupon is not active yet',
  activation_window: 'the code can still be activated',
  after_receipt: 'the code was received before',
  first_coupon: 'it is the first coupon of the business account',
  account_origin: 'the ad account was created in Ads Manager',
  account_standing: 'the ad account is reviewed and not suspended',
  account_compliance: 'the ad account is in no violation',
  payment_method: 'the payment method is verified',
  cash_balance: 'the cash balance is positive',
  payment_mode: 'the payment mode is one that the offer allows',
  attempt_rate: 'not too many attempts were refused',
}

const WORD_CHARS = 47

const checkLine = ({ check, passed, rule, found, reason }: Check, look: Look): string => {
  const mark = passed ? look.good('✓ yes') : look.bad('✗ NO ')
  const detail = [reason, found].filter((part) => part !== undefined).join(', ')
  const words = `  ${mark}  ${SAID[check].padEnd(WORD_CHARS)}  ${rule.padEnd(3)}`
  return detail === '' ? words.trimEnd() : `${words}  ${visible(detail)}`
}

/** One line for each check, and what to do about it under it. */
export const checksText = function* (checks: ReadonlyArray<Check>, look: Look): Generator<string> {
  for (const check of checks) {
    yield checkLine(check, look)
    if (check.advice !== undefined) yield `           → ${visible(check.advice)}`
  }
}
