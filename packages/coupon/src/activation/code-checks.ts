import { formatInstant, type Instant } from '@earnback/kernel'
import type { AccountState } from '../account/state'
import { type CouponState, deadlineOf, standingActivation } from '../state'
import { type Check, failed, judged, passed } from './check'
import type { CodeDiagnosis } from './diagnose-code'
import { recipientOf } from './recipient'

export interface TypedCode {
  readonly diagnosis: CodeDiagnosis
  /** The coupon that the diagnosis names. */
  readonly coupon: CouponState | undefined
  readonly adAccountId: string
  readonly account: AccountState
  readonly at: Instant
  /** Whether the code's own stream was made. */
  readonly isReserved: boolean
}

const format = (diagnosis: CodeDiagnosis): Check =>
  diagnosis.kind === 'mismatch'
    ? failed('code_format', 'R23', 'CODE_FORMAT_MISMATCH', { found: diagnosis.differences.join(', ') })
    : passed('code_format', 'R23')

/** Whether the code is used up already, by this ad account or by another of the same recipient (R20, R22). */
const use = ({ coupon, adAccountId, isReserved }: TypedCode, known: CouponState): ReadonlyArray<Check> => {
  const standing = standingActivation(known)
  const isActiveHere = standing?.adAccountId === adAccountId
  const isUsed = standing === undefined ? isReserved && coupon !== undefined : !isActiveHere
  return [
    judged(!isUsed, ['code_unused', 'R20', 'CODE_ALREADY_USED']),
    judged(
      !isActiveHere,
      ['not_yet_active', 'R22', 'ALREADY_ACTIVATED'],
      isActiveHere ? { found: `activated at ${formatInstant(standing.at)}` } : {},
    ),
  ]
}

/** An active coupon was activated in time, whatever the time is now. */
const timing = (coupon: CouponState, at: Instant): ReadonlyArray<Check> => {
  const deadline = deadlineOf(coupon)
  const receivedAt = coupon.terms?.receivedAt
  const isActive = standingActivation(coupon) !== undefined
  const isInTime = deadline !== undefined && at < deadline
  const isReceived = receivedAt !== undefined && at >= receivedAt
  return [
    judged(
      isActive || isInTime,
      ['activation_window', 'R7', 'ACTIVATION_WINDOW_EXPIRED'],
      deadline === undefined ? {} : { found: `until ${formatInstant(deadline)}` },
    ),
    judged(
      isActive || isReceived,
      ['after_receipt', 'R7', 'ACTIVATED_BEFORE_RECEIPT'],
      receivedAt === undefined ? {} : { found: `received at ${formatInstant(receivedAt)}` },
    ),
  ]
}

/**
 * What is checked of the code. Of a code that is not known, and of one that was issued to another, nothing more is told: neither
 * its use nor its dates (R18, R20).
 */
export const codeChecks = (typed: TypedCode): ReadonlyArray<Check> => {
  const { diagnosis, coupon, account, at } = typed
  if (diagnosis.kind === 'unknown' || coupon === undefined) return [failed('code_found', 'R21', 'CODE_NOT_FOUND')]
  const belonging = recipientOf(coupon, account, at)
  const isTheirs = belonging === 'own' || belonging === 'open'
  const evidence = belonging === 'unknown' ? { found: belonging } : {}
  const recipient = judged(isTheirs, ['original_recipient', 'R18', 'NOT_ORIGINAL_RECIPIENT'], evidence)
  const named = [passed('code_found', 'R21'), format(diagnosis), recipient]
  return isTheirs ? [...named, ...use(typed, coupon), ...timing(coupon, at)] : named
}
