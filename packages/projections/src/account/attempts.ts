import { type CouponState, type EventOf, isOwnEvent, maskedCode } from '@earnback/coupon'
import { formatInstant } from '@earnback/kernel'
import type { LoggedEvent } from '../account-log'
import { type Question, type QuestionJson, questionJson } from '../json'

interface CheckJson {
  readonly check: string
  readonly passed: boolean
  readonly rule: string
  readonly found: string | null
  readonly knownAt: string | null
}

interface Attempt {
  readonly at: string
  readonly recordedAt: string
  readonly position: number
  readonly accepted: boolean
  /** Null where it was refused and nothing of the coupon was told. */
  readonly couponId: string | null
  /** The end of the code alone; null where the activation's coupon was never issued. */
  readonly codeMasked: string | null
  /** Asked of the engine, or reported by the platform. */
  readonly by: 'engine' | 'platform'
  readonly reasons: ReadonlyArray<string>
  readonly checks: ReadonlyArray<CheckJson>
  readonly idempotencyKey: string | null
}

/** `earnback attempts --json`: every attempt to activate a code for an ad account, the oldest first (R10, R18, R21). */
export interface Attempts extends QuestionJson {
  readonly adAccountId: string
  readonly attempts: ReadonlyArray<Attempt>
}

type Checks = EventOf<'ActivationRejected'>['data']['checks']

const checksJson = (checks: Checks = []): ReadonlyArray<CheckJson> =>
  checks.map(({ check, passed, rule, found, knownAt }) => ({
    check,
    passed,
    rule,
    found: found ?? null,
    knownAt: knownAt === undefined ? null : formatInstant(knownAt),
  }))

const timesJson = ({ event, recorded }: LoggedEvent): Pick<Attempt, 'at' | 'recordedAt' | 'position'> => ({
  at: formatInstant(event.occurredAt),
  recordedAt: formatInstant(recorded.recordedAt),
  position: recorded.position,
})

const attemptOf =
  (adAccountId: string, states: ReadonlyMap<string, CouponState>) =>
  (logged: LoggedEvent): ReadonlyArray<Attempt> => {
    const { event } = logged
    if (event.name !== 'ActivationRejected' && event.name !== 'CodeActivated') return []
    if (event.data.adAccountId !== adAccountId) return []
    const common = {
      ...timesJson(logged),
      by: isOwnEvent(event) ? ('engine' as const) : ('platform' as const),
      checks: checksJson(event.data.checks),
      idempotencyKey: event.data.idempotencyKey ?? null,
    }
    if (event.name === 'ActivationRejected') {
      const { couponId, codeMasked, reasons } = event.data
      return [{ ...common, accepted: false, couponId: couponId ?? null, codeMasked, reasons }]
    }
    const { couponId } = event.data
    const code = states.get(couponId)?.terms?.code ?? event.data.code
    return [{ ...common, accepted: true, couponId, codeMasked: code === undefined ? null : maskedCode(code), reasons: [] }]
  }

/** An account's attempts out of its own stream and those of its coupons. */
export const attemptsOf = (
  adAccountId: string,
  told: { readonly account: ReadonlyArray<LoggedEvent>; readonly coupons: ReadonlyArray<LoggedEvent> },
  states: ReadonlyMap<string, CouponState>,
  question: Question,
): Attempts => ({
  adAccountId,
  attempts: [...told.account, ...told.coupons]
    .flatMap(attemptOf(adAccountId, states))
    .sort((one, other) => one.position - other.position),
  ...questionJson(question),
})
