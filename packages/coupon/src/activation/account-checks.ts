import { type Amount, encodeAmount, formatInstant, type Instant } from '@earnback/kernel'
import { type AccountState, asOf, type Dated } from '../account/state'
import { type Check, evidenceOf, failed, judged, passed, UNKNOWN } from './check'

/** What the offer asks of the account. */
export interface Asked {
  readonly threshold: Amount
  readonly paymentModes?: ReadonlyArray<string>
}

const origin = ({ registrations }: AccountState, at: Instant): Check => {
  const fact = asOf(registrations, at)
  return judged(
    fact?.value.createdVia === 'ads_manager',
    ['account_origin', 'R17', 'ACCOUNT_ORIGIN_INELIGIBLE'],
    evidenceOf(fact, ({ createdVia }) => createdVia),
  )
}

/** Not known to be approved is pending; `in_violation` is the next check's to say. */
const standing = ({ standings }: AccountState, at: Instant): Check => {
  const fact = asOf(standings, at)
  const isPassed = fact?.value === 'approved' || fact?.value === 'in_violation'
  const reason = fact?.value === 'suspended' ? 'ACCOUNT_SUSPENDED' : 'ACCOUNT_PENDING_REVIEW'
  return judged(
    isPassed,
    ['account_standing', 'R12', reason],
    evidenceOf(fact, (value) => value),
  )
}

const openAt =
  (at: Instant) =>
  ({ reported, resolved }: AccountState['violations'][number]): Dated<unknown> | undefined =>
    reported !== undefined && reported.at <= at && (resolved === undefined || resolved.at > at) ? reported : undefined

const compliance = ({ standings, violations }: AccountState, at: Instant): Check => {
  const fact = asOf(standings, at)
  const open = violations.flatMap((violation) => openAt(at)(violation) ?? [])
  if (fact?.value === 'in_violation')
    return failed('account_compliance', 'R12', 'ACCOUNT_IN_VIOLATION', { found: fact.value, knownAt: fact.recordedAt })
  const [first] = open
  if (first === undefined) return passed('account_compliance', 'R12', { found: 'no open violation' })
  const found = `${open.length} open ${open.length === 1 ? 'violation' : 'violations'} since ${formatInstant(first.at)}`
  return failed('account_compliance', 'R12', 'ACCOUNT_IN_VIOLATION', { found, knownAt: first.recordedAt })
}

const paymentMethod = ({ paymentMethods }: AccountState, at: Instant): Check => {
  const fact = asOf(paymentMethods, at)
  return judged(
    fact?.value === 'verified',
    ['payment_method', 'R11', 'PAYMENT_METHOD_NOT_VERIFIED'],
    evidenceOf(fact, (status) => status),
  )
}

const FUND_MORE = 'fund the account with more than the threshold, so that the campaigns do not pause before it is reached'

/** Cash alone, and more than none; with no more than the threshold it passes with an advice (R15). */
const cashBalance = ({ balances }: AccountState, at: Instant, asked: Asked | undefined): Check => {
  const fact = asOf(balances, at)
  const evidence = evidenceOf(fact, (cash) => {
    const { amount, currency } = encodeAmount(cash)
    return `${amount} ${currency}`
  })
  if (fact === undefined || fact.value.micros <= 0n) return failed('cash_balance', 'R13', 'NO_POSITIVE_CASH_BALANCE', evidence)
  const threshold = asked?.threshold
  const isShort = threshold?.currency === fact.value.currency && fact.value.micros <= threshold.micros
  return passed('cash_balance', 'R13', { ...evidence, advice: isShort ? FUND_MORE : undefined })
}

const PAYMENT_MODES_DEFAULT = ['manual', 'automatic'] as const

const paymentMode = ({ registrations }: AccountState, at: Instant, asked: Asked | undefined): Check => {
  const fact = asOf(registrations, at)
  const allowed: ReadonlyArray<string> = asked?.paymentModes ?? PAYMENT_MODES_DEFAULT
  return judged(
    fact !== undefined && allowed.includes(fact.value.paymentMode),
    ['payment_mode', 'R3', 'NOT_PREPAID'],
    evidenceOf(fact, (registered) => registered.paymentMode),
  )
}

/** What has to be in place on the ad account, as of an instant by what is known; what is unknown fails (R3, R11, R12, R13, R17). */
export const accountChecks = (account: AccountState, at: Instant, asked: Asked | undefined): ReadonlyArray<Check> => [
  origin(account, at),
  standing(account, at),
  compliance(account, at),
  paymentMethod(account, at),
  cashBalance(account, at, asked),
  paymentMode(account, at, asked),
]

/** Whether a failed check failed on something that is known, and not for want of knowledge. */
export const isFailedByFact = (check: Check): boolean => !check.passed && check.found !== UNKNOWN
