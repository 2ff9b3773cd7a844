import { duration, instantOf, type Money, moneyOf, objectOf, required, sortedJson, textOf } from './parse'
import { type Fact, named, ofCoupon, throughOf } from './view'
import type { JsonObject } from './stored'

/** Where a coupon stands as far as issue, activation and settlement go; null is a fact that is not known. */
export type Coupon = {
  readonly threshold: Money | null
  readonly account: string | null
  readonly activationDeadline: bigint | null
  readonly activatedAt: bigint | null
  readonly windowEndsAt: bigint | null
  /** Position of the run that closed the window: what is stored after it is late. */
  readonly closedAt: number | null
  /** The log knows of the standing issue and activation from this position on. */
  readonly knownFrom: number
  readonly findings: readonly string[]
}

type Terms = { readonly offer: JsonObject; readonly receivedAt: bigint; readonly deadline: bigint }

const termsOf = (issue: Fact): Terms => {
  const offer = required(objectOf(issue.data, 'offer'), 'offer')
  const dayCount = textOf(offer, 'dayCount') ?? 'elapsed'
  if (dayCount !== 'elapsed') throw new Error(`the twin knows elapsed days only, not ${dayCount}`)
  const receivedAt = instantOf(issue.data, 'receivedAt') ?? instantOf(issue.data, 'sentAt') ?? issue.time
  const computed = receivedAt + duration(textOf(offer, 'activationWindow') ?? 'P14D')
  return { offer, receivedAt, deadline: instantOf(issue.data, 'activationDeadline') ?? computed }
}

const accountOf = (activation: Fact): string => required(textOf(activation.data, 'adAccountId'), 'adAccountId')

const closingRun = (view: readonly Fact[], offer: JsonObject, windowEndsAt: bigint): Fact | undefined =>
  named(view, 'CalculationAdvanced').find((run) => {
    const lateness = textOf(offer, 'allowedLateness') ?? textOf(run.data, 'allowedLateness') ?? 'P3D'
    return throughOf(run) - duration(lateness) >= windowEndsAt
  })

const isAnother = (attempt: Fact, standing: Fact): boolean =>
  attempt.time !== standing.time || accountOf(attempt) !== accountOf(standing)

const activationFindings = (attempts: readonly Fact[], standing: Fact | undefined, terms: Terms): readonly string[] => [
  ...(attempts.some((attempt) => attempt.time >= terms.deadline) ? ['ACTIVATION_WINDOW_EXPIRED'] : []),
  ...(standing !== undefined && standing.time < terms.receivedAt ? ['ACTIVATED_BEFORE_RECEIPT'] : []),
  ...(standing !== undefined && attempts.some((attempt) => isAnother(attempt, standing) && attempt.time < terms.deadline)
    ? ['ALREADY_ACTIVATED']
    : []),
]

/** Null where nothing in the view names the coupon. */
export const couponIn = (view: readonly Fact[], couponId: string): Coupon | null => {
  const history = ofCoupon(view, couponId)
  if (history.length === 0) return null
  const [issue, ...laterIssues] = named(history, 'CodeIssued')
  const attempts = named(history, 'CodeActivated')
  const firstAttempt = attempts[0]
  const account = firstAttempt === undefined ? null : accountOf(firstAttempt)
  const inert = { account, activatedAt: null, windowEndsAt: null, closedAt: null, knownFrom: 0 }
  if (issue === undefined) return { ...inert, threshold: null, activationDeadline: null, findings: [] }

  const terms = termsOf(issue)
  const standing = attempts.find((attempt) => attempt.time < terms.deadline)
  const conflict = laterIssues.some((later) => sortedJson(later.data) !== sortedJson(issue.data))
  const issued = {
    threshold: required(moneyOf(terms.offer, 'threshold'), 'threshold'),
    activationDeadline: terms.deadline,
    findings: [...(conflict ? ['ISSUE_CONFLICT'] : []), ...activationFindings(attempts, standing, terms)],
  }
  if (standing === undefined) return { ...inert, ...issued }

  const spendWindow = duration(required(textOf(terms.offer, 'spendWindow'), 'spendWindow'))
  const windowEndsAt = instantOf(standing.data, 'windowEndsAt') ?? standing.time + spendWindow
  return {
    ...issued,
    account: accountOf(standing),
    activatedAt: standing.time,
    windowEndsAt,
    knownFrom: Math.max(issue.position, standing.position),
    closedAt: closingRun(view, terms.offer, windowEndsAt)?.position ?? null,
  }
}
