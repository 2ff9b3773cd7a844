import { formatInstant, type Instant, plusMicros } from '@earnback/kernel'
import { accountChecks } from './account-checks'
import { type Check, judged } from './check'
import { codeChecks, type TypedCode } from './code-checks'

const HOUR_MICROS = 3_600_000_000
/** Refused attempts of one ad account in an hour, beyond which no code is looked at (R18, R21). */
const REJECTIONS_PER_HOUR_MAX = 10

export interface Attempt extends TypedCode {
  /** Coupons that stand activated for the business account, this one left out. */
  readonly othersActivated: ReadonlyArray<string>
}

/** These guess at no code, or were not let to: they do not make the wait longer. */
const NOT_COUNTED: ReadonlySet<string> = new Set(['RATE_LIMITED', 'ALREADY_ACTIVATED'])

const rate = ({ account, at }: Attempt): Check => {
  const since: Instant = plusMicros(at, -HOUR_MICROS)
  const counted = account.rejections.filter(
    (rejection) =>
      rejection.at > since && rejection.at <= at && !rejection.value.data.reasons.some((reason) => NOT_COUNTED.has(reason)),
  )
  return judged(counted.length < REJECTIONS_PER_HOUR_MAX, ['attempt_rate', 'R21', 'RATE_LIMITED'], {
    found: `${counted.length} refused since ${formatInstant(since)}`,
  })
}

const firstCoupon = ({ othersActivated }: Attempt): Check => {
  const found = othersActivated.length === 0 ? undefined : `activated before: ${othersActivated.join(', ')}`
  return judged(othersActivated.length === 0, ['first_coupon', 'R19', 'ACCOUNT_ALREADY_USED_A_COUPON'], { found })
}

/**
 * Every check of an activation, in a fixed order; each failure is a reason, and all are given (R10). After too many refused attempts
 * the code is not looked at, so that guessing leads nowhere.
 */
export const activationChecks = (attempt: Attempt): ReadonlyArray<Check> => {
  const { account, at, coupon } = attempt
  const limit = rate(attempt)
  const code = limit.passed ? codeChecks(attempt) : []
  const isCodeTheirs = code.some(({ check, passed }) => check === 'original_recipient' && passed)
  const offer = isCodeTheirs ? coupon?.issue?.event.data.offer : undefined
  return [...code, firstCoupon(attempt), ...accountChecks(account, at, offer), limit]
}
