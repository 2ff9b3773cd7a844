import type { Instant } from '@earnback/kernel'
import type { Dated } from '../account/state'
import type { CheckRecord } from '../events/check'
import { type ActivationReason, adviceOn } from './reasons'

export type CheckName =
  | 'code_found'
  | 'code_format'
  | 'original_recipient'
  | 'code_unused'
  | 'not_yet_active'
  | 'activation_window'
  | 'after_receipt'
  | 'first_coupon'
  | 'account_origin'
  | 'account_standing'
  | 'account_compliance'
  | 'payment_method'
  | 'cash_balance'
  | 'payment_mode'
  | 'attempt_rate'

/** One precondition as it was judged. */
export interface Check {
  readonly check: CheckName
  readonly passed: boolean
  readonly rule: string
  /** What a failure is called; undefined where it passed. */
  readonly reason: ActivationReason | undefined
  readonly advice: string | undefined
  readonly found: string | undefined
  /** When the fact it was judged by became known. */
  readonly knownAt: Instant | undefined
}

export const UNKNOWN = 'unknown'
const ADVICE_UNKNOWN = 'nothing is known of this yet: wait until the platform has reported it, then try again'

interface Evidence {
  readonly found?: string | undefined
  readonly knownAt?: Instant | undefined
  readonly advice?: string | undefined
}

export const passed = (check: CheckName, rule: string, { found, knownAt, advice }: Evidence = {}): Check => ({
  check,
  rule,
  found,
  knownAt,
  advice,
  passed: true,
  reason: undefined,
})

export const failed = (
  check: CheckName,
  rule: string,
  reason: ActivationReason,
  { found, knownAt, advice = found === UNKNOWN ? ADVICE_UNKNOWN : adviceOn(reason) }: Evidence = {},
): Check => ({ check, rule, found, knownAt, advice, reason, passed: false })

export const judged = (
  isPassed: boolean,
  [check, rule, reason]: readonly [CheckName, string, ActivationReason],
  evidence: Evidence = {},
): Check => (isPassed ? passed(check, rule, evidence) : failed(check, rule, reason, evidence))

/** What a fact says and when it became known; a fact that is missing is unknown. */
export const evidenceOf = <Value>(fact: Dated<Value> | undefined, say: (value: Value) => string): Evidence =>
  fact === undefined ? { found: UNKNOWN } : { found: say(fact.value), knownAt: fact.recordedAt }

/** As events keep it; the words of advice are the present ones whenever it is read. */
export const recordOfCheck = ({ check, passed: isPassed, rule, found, knownAt }: Check): CheckRecord => ({
  check,
  rule,
  passed: isPassed,
  ...(found === undefined ? {} : { found }),
  ...(knownAt === undefined ? {} : { knownAt }),
})

/** Reads recorded checks back; a failure is named by the reasons recorded beside them, in the same order (R22). */
export const checksFrom = (records: ReadonlyArray<CheckRecord>, reasons: ReadonlyArray<string>): ReadonlyArray<Check> => {
  let next = 0
  return records.map(({ check, passed: isPassed, rule, found, knownAt }) => {
    const evidence = { found, knownAt }
    return isPassed
      ? passed(check as CheckName, rule, evidence)
      : failed(check as CheckName, rule, reasons[next++] as ActivationReason, evidence)
  })
}
