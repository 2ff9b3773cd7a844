import { createHash } from 'node:crypto'
import { formatInstant, type Instant } from '@earnback/kernel'
import { type AccountState, asOf } from '../account/state'
import { type Check, checksFrom, recordOfCheck } from '../activation/check'
import { activationChecks } from '../activation/checks'
import { type CodeDiagnosis, diagnoseCode } from '../activation/diagnose-code'
import { recipientOf } from '../activation/recipient'
import { codeHash, maskedCode } from '../code/canonical'
import type { Event } from '../events/event'
import { type Activation, type CouponState, standingActivation, windowEndOf } from '../state'
import { spendWindowEnd } from '../terms'
import { decision, nth } from './standing'

export interface ActivationRequest {
  readonly typedCode: string
  readonly adAccountId: string
  readonly at: Instant
  /** The same key for the same code and account is the same request, and has the same answer (R22). */
  readonly idempotencyKey: string | undefined
}

/** What the log knows that an activation is judged by. */
export interface ActivationKnowledge {
  /** The coupons that the typed code may mean: those of its canonical form, and those of the account's own. */
  readonly coupons: ReadonlyMap<string, CouponState>
  readonly account: AccountState
  /** The coupons that stand activated for the ad account's business account. */
  readonly activated: ReadonlyArray<string>
  /** The coupon for which the code's stream was made. */
  readonly reservedFor: string | undefined
}

interface Answer {
  readonly checks: ReadonlyArray<Check>
  /** Nothing where the answer stands in the log already. */
  readonly events: ReadonlyArray<Event>
  readonly couponId: string | undefined
  readonly activatedAt: Instant | undefined
  readonly windowEndsAt: Instant | undefined
}

export type ActivationAnswer = Answer & { readonly accepted: boolean; readonly reasons: ReadonlyArray<string> }

interface Meant {
  readonly diagnosis: CodeDiagnosis
  readonly couponId: string | undefined
  readonly coupon: CouponState | undefined
}

const isExactly = (activation: Activation, { adAccountId, idempotencyKey }: ActivationRequest): boolean =>
  idempotencyKey !== undefined && activation.request?.idempotencyKey === idempotencyKey && activation.adAccountId === adAccountId

const couponMeant = ({ typedCode, at }: ActivationRequest, { coupons, account }: ActivationKnowledge): Meant => {
  const candidates = [...coupons].flatMap(([couponId, state]) =>
    state.terms === undefined ? [] : [{ couponId, code: state.terms.code, isOwn: recipientOf(state, account, at) === 'own' }],
  )
  const diagnosis = diagnoseCode(typedCode, candidates)
  const couponId = diagnosis.kind === 'unknown' ? undefined : diagnosis.couponId
  return { diagnosis, couponId, coupon: couponId === undefined ? undefined : coupons.get(couponId) }
}

/** The checks alone, as `diagnose` answers them (R53). */
export const checkActivation = (request: ActivationRequest, known: ActivationKnowledge): ReadonlyArray<Check> => {
  const { diagnosis, couponId, coupon } = couponMeant(request, known)
  return activationChecks({
    ...request,
    diagnosis,
    coupon,
    account: known.account,
    isReserved: known.reservedFor !== undefined,
    othersActivated: known.activated.filter((id) => id !== couponId),
  })
}

const isTold = (checks: ReadonlyArray<Check>): boolean =>
  checks.some(({ check, passed }) => check === 'original_recipient' && passed)

const reasonsOf = (checks: ReadonlyArray<Check>): ReadonlyArray<string> => checks.flatMap(({ reason }) => reason ?? [])

const businessAccountOf = ({ account }: ActivationKnowledge, at: Instant): string | undefined =>
  asOf(account.registrations, at)?.value.businessAccountId

/** An identity without the code or the key in it. */
const rejectionId = ({ typedCode, adAccountId, at, idempotencyKey }: ActivationRequest): string => {
  const attempt = [adAccountId, codeHash(typedCode), idempotencyKey ?? formatInstant(at), idempotencyKey !== undefined]
  return `rejected:${createHash('sha256').update(JSON.stringify(attempt)).digest('hex')}`
}

/** Where the coupon is active already, the refusal tells since when, so that a second click finds what the first one did (R22). */
const standingTimes = (
  coupon: CouponState | undefined,
  reasons: ReadonlyArray<string>,
): Pick<Answer, 'activatedAt' | 'windowEndsAt'> =>
  coupon !== undefined && reasons.includes('ALREADY_ACTIVATED')
    ? { activatedAt: standingActivation(coupon)?.at, windowEndsAt: windowEndOf(coupon) }
    : { activatedAt: undefined, windowEndsAt: undefined }

const refuse = (
  request: ActivationRequest,
  known: ActivationKnowledge,
  { coupon, couponId }: Meant,
  checks: ReadonlyArray<Check>,
): ActivationAnswer => {
  const { adAccountId, typedCode, at, idempotencyKey } = request
  const reasons = reasonsOf(checks)
  const told = isTold(checks) ? couponId : undefined
  const id = rejectionId(request)
  const earlier = known.account.rejections.filter(({ value }) => value.id === id || value.id.startsWith(`${id}:`)).length
  const businessAccountId = businessAccountOf(known, at)
  const event = decision('ActivationRejected', nth(id, earlier), at, {
    adAccountId,
    codeHash: codeHash(typedCode),
    codeMasked: maskedCode(typedCode),
    reasons: [...reasons],
    checks: checks.map(recordOfCheck),
    ...(told === undefined ? {} : { couponId: told }),
    ...(businessAccountId === undefined ? {} : { businessAccountId }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  })
  return { accepted: false, reasons, checks, couponId: told, ...standingTimes(coupon, reasons), events: [event] }
}

/** The reservations come first: whoever makes their streams has won the code and the business account's one slot (R19, R20). */
const accept = (
  { adAccountId, at, idempotencyKey }: ActivationRequest,
  known: ActivationKnowledge,
  couponId: string,
  { terms }: CouponState,
  checks: ReadonlyArray<Check>,
): ActivationAnswer => {
  const businessAccountId = businessAccountOf(known, at)
  if (terms === undefined || businessAccountId === undefined)
    throw new Error(`${couponId} passed checks that it has no facts for`)
  const of = { couponId, adAccountId, businessAccountId }
  const windowEndsAt = spendWindowEnd(terms, at)
  const events = [
    decision('CodeReserved', `${couponId}:code-reserved`, at, { ...of, codeHash: codeHash(terms.code) }),
    decision('SlotTaken', `${couponId}:slot-taken`, at, of),
    decision('CodeActivated', `${couponId}:activated`, at, {
      ...of,
      windowEndsAt,
      checks: checks.map(recordOfCheck),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    }),
  ]
  return { accepted: true, reasons: [], checks, events, couponId, activatedAt: at, windowEndsAt }
}

/** The answer that this very request had before, if it had one. */
const answered = (request: ActivationRequest, known: ActivationKnowledge, meant: Meant): ActivationAnswer | undefined => {
  const { coupon, couponId } = meant
  const activation = coupon?.activations.find((one) => isExactly(one, request))
  if (activation !== undefined) {
    const { at: activatedAt, windowEndsAt } = activation
    const checks = checksFrom(activation.request?.checks ?? [], [])
    return { accepted: true, reasons: [], checks, events: [], couponId, activatedAt, windowEndsAt }
  }
  const id = request.idempotencyKey === undefined ? undefined : rejectionId(request)
  const rejection = known.account.rejections.find(({ value }) => value.id === id)?.value.data
  if (rejection === undefined) return undefined
  const { reasons, couponId: told } = rejection
  return {
    accepted: false,
    reasons,
    checks: checksFrom(rejection.checks, reasons),
    couponId: told,
    ...standingTimes(told === undefined ? undefined : coupon, reasons),
    events: [],
  }
}

/** Activates the coupon that a code means, or refuses for every reason at once (R10, R21, R24). */
export const activate =
  (request: ActivationRequest) =>
  (known: ActivationKnowledge): ActivationAnswer => {
    const meant = couponMeant(request, known)
    const before = answered(request, known, meant)
    if (before !== undefined) return before
    const checks = checkActivation(request, known)
    const { couponId, coupon } = meant
    return couponId !== undefined && coupon !== undefined && checks.every(({ passed }) => passed)
      ? accept(request, known, couponId, coupon, checks)
      : refuse(request, known, meant, checks)
  }
