import fc from 'fast-check'
import type { Event } from '../events/event'
import { evolve } from '../evolve'
import { type CouponState, UNKNOWN_COUPON } from '../state'
import {
  ACCOUNT,
  accountFacts,
  accountOfEvents,
  activated,
  ACTIVATED_AT,
  after,
  at,
  before,
  BUSINESS,
  type CloudEventJson,
  COUPON,
  DEADLINE,
  decoded,
  fact,
  issued,
  ISSUED_AT,
  money,
  offer,
  registered,
  WINDOW_ENDS_AT,
} from '../testing'
import { activate, type ActivationAnswer, type ActivationKnowledge, type ActivationRequest, checkActivation } from './activate'

const CODE = 'SPRING2026'
const RECIPIENT = { recipient: { businessAccountId: BUSINESS } }
const ISSUE = issued(RECIPIENT)

const request = (changes: Partial<ActivationRequest> = {}): ActivationRequest => ({
  typedCode: CODE,
  adAccountId: ACCOUNT,
  at: at(ACTIVATED_AT),
  idempotencyKey: undefined,
  ...changes,
})

const couponsIn = (events: ReadonlyArray<Event>): ReadonlyMap<string, CouponState> => {
  const coupons = new Map<string, CouponState>()
  events.forEach((event, index) => {
    if (!('couponId' in event.data) || event.data.couponId === undefined || event.name === 'ActivationRejected') return
    const known = coupons.get(event.data.couponId) ?? UNKNOWN_COUPON
    coupons.set(event.data.couponId, evolve(known, event, { position: index + 1 }))
  })
  return coupons
}

/** What the whole log tells about one ad account. */
const knownFrom = (events: ReadonlyArray<Event>, adAccountId = ACCOUNT): ActivationKnowledge => ({
  coupons: couponsIn(events),
  account: accountOfEvents(events.filter(({ data }) => 'adAccountId' in data && data.adAccountId === adAccountId)),
  activated: events.flatMap(({ name, data }) => (name === 'SlotTaken' && 'couponId' in data ? [data.couponId] : [])),
  reservedFor: events.flatMap(({ name, data }) => (name === 'CodeReserved' && 'couponId' in data ? [data.couponId] : []))[0],
})

const READY = [ISSUE, ...accountFacts()].map(decoded)
const ask = (events: ReadonlyArray<Event>, changes: Partial<ActivationRequest> = {}): ActivationAnswer =>
  activate(request(changes))(knownFrom(events, changes.adAccountId))
const reasonsFor = (facts: ReadonlyArray<CloudEventJson>, changes: Partial<ActivationRequest> = {}): ReadonlyArray<string> =>
  ask(facts.map(decoded), changes).reasons
const names = ({ events }: ActivationAnswer): ReadonlyArray<string> => events.map(({ name }) => name)

test('R24: what is in place activates, reserves the code, takes the slot, and freezes the end of the window', () => {
  const answer = ask(READY)
  expect(answer).toMatchObject({ accepted: true, reasons: [], couponId: COUPON, activatedAt: at(ACTIVATED_AT) })
  expect(answer.windowEndsAt).toBe(at(WINDOW_ENDS_AT))
  expect(names(answer)).toEqual(['CodeReserved', 'SlotTaken', 'CodeActivated'])
  expect(answer.events.map(({ id, source }) => [source, id])).toEqual([
    ['earnback/engine', `${COUPON}:code-reserved`],
    ['earnback/engine', `${COUPON}:slot-taken`],
    ['earnback/engine', `${COUPON}:activated`],
  ])
  expect(answer.events[2]).toMatchObject({ data: { windowEndsAt: at(WINDOW_ENDS_AT), businessAccountId: BUSINESS } })
  expect(JSON.stringify(answer.events, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
    CODE,
  )
})

test('R10: all failing reasons are given at once, in a stable order', () => {
  const bad = [
    ISSUE,
    issued({ couponId: 'coupon-2', code: 'AUTUMN2026', ...RECIPIENT }),
    registered({ createdVia: 'agency', paymentMode: 'postpaid_invoice' }),
    fact('AccountStandingChanged', { standing: 'suspended' }),
    fact('PolicyViolationReported', { violationId: 'v' }),
    fact('PaymentMethodChanged', { status: 'invalid' }),
    fact('BalanceChanged', { cash: money('0') }),
  ].map(decoded)
  const known = { ...knownFrom(bad), activated: ['coupon-2'] }
  const expected = [
    'CODE_FORMAT_MISMATCH',
    'ACTIVATION_WINDOW_EXPIRED',
    'ACCOUNT_ALREADY_USED_A_COUPON',
    'ACCOUNT_ORIGIN_INELIGIBLE',
    'ACCOUNT_SUSPENDED',
    'ACCOUNT_IN_VIOLATION',
    'PAYMENT_METHOD_NOT_VERIFIED',
    'NO_POSITIVE_CASH_BALANCE',
    'NOT_PREPAID',
  ]
  const answer = activate(request({ typedCode: 'spring-2026', at: at(DEADLINE) }))(known)
  expect(answer.reasons).toEqual(expected)
  expect(answer.events).toMatchObject([{ name: 'ActivationRejected', data: { reasons: expected, codeMasked: '••••2026' } }])
})

test.each([
  [before(DEADLINE, 1, 'micro'), []],
  [DEADLINE, ['ACTIVATION_WINDOW_EXPIRED']],
  [after(DEADLINE, 1, 'day'), ['ACTIVATION_WINDOW_EXPIRED']],
  [ISSUED_AT, []],
  [before(ISSUED_AT, 1, 'micro'), ['ACTIVATED_BEFORE_RECEIPT']],
])('R7, R8: at %s: %j', (time, reasons) => {
  expect(ask(READY, { at: at(time) }).reasons).toEqual(reasons)
})

describe('R18: only the original recipient', () => {
  const stranger = [ISSUE, ...accountFacts(ACCOUNT, { businessAccountId: 'business-2' })]
  const about = ({ checks }: ActivationAnswer): ReadonlyArray<string> => checks.map(({ check }) => check)

  test('R18, R20: a stranger who types the code exactly hears that, and nothing of its use or its dates', () => {
    const unused = ask(stranger.map(decoded))
    const used = ask([...stranger, activated({ adAccountId: 'account-9' })].map(decoded))
    const expired = ask(stranger.map(decoded), { at: at(after(DEADLINE, 1, 'day')) })
    for (const answer of [unused, used, expired]) {
      expect(answer).toMatchObject({ reasons: ['NOT_ORIGINAL_RECIPIENT'], couponId: undefined, activatedAt: undefined })
      expect(about(answer)).toEqual(about(unused))
      expect(answer.events[0]?.data).not.toHaveProperty('couponId')
    }
  })

  test('R18, R23: a stranger who types it nearly hears what is said of a code that does not exist', () => {
    for (const typedCode of ['SPRING-2026', 'spring2026', 'SPRING2O26']) {
      const answer = ask(stranger.map(decoded), { typedCode })
      const none = ask(accountFacts(ACCOUNT, { businessAccountId: 'business-2' }).map(decoded), { typedCode })
      expect(answer).toEqual(none)
      expect(answer.reasons).toEqual(['CODE_NOT_FOUND'])
    }
  })

  test('R18: a code that was sent to an email is for the account that proved it', () => {
    const mailed = issued({ recipient: { emailHash: 'hash-1' } })
    expect(reasonsFor([mailed, ...accountFacts(ACCOUNT, { emailHash: 'hash-1' })])).toEqual([])
    expect(reasonsFor([mailed, ...accountFacts(ACCOUNT, { emailHash: 'hash-2' })])).toEqual(['NOT_ORIGINAL_RECIPIENT'])
    expect(ask([mailed, ...accountFacts()].map(decoded)).checks).toContainEqual(
      expect.objectContaining({ reason: 'NOT_ORIGINAL_RECIPIENT', found: 'unknown' }),
    )
  })

  test('R18: a code that was issued to nobody in particular is open to any account', () => {
    expect(reasonsFor([issued(), ...accountFacts()])).toEqual([])
  })
})

test('R19: a business account that had another coupon is refused; this same one is no other', () => {
  expect(activate(request())({ ...knownFrom(READY), activated: ['coupon-2'] }).reasons).toEqual(['ACCOUNT_ALREADY_USED_A_COUPON'])
  expect(activate(request())({ ...knownFrom(READY), activated: [COUPON] }).reasons).toEqual([])
})

test('R20: the same code for another ad account of the same business account is used', () => {
  const log = [...READY, ...ask(READY).events, ...accountFacts('account-2').map(decoded)]
  expect(ask(log, { adAccountId: 'account-2' })).toMatchObject({ accepted: false, reasons: ['CODE_ALREADY_USED'] })
})

test('R20: a code that is reserved is used, also where the activation does not stand', () => {
  expect(activate(request())({ ...knownFrom(READY), reservedFor: COUPON }).reasons).toEqual(['CODE_ALREADY_USED'])
})

test('R18: an ad account of which nothing is known is not known to be the recipient', () => {
  expect(reasonsFor([ISSUE])[0]).toBe('NOT_ORIGINAL_RECIPIENT')
})

test('R21: a refusal changes no coupon and takes no slot, and can be followed by an activation', () => {
  const refused = ask(READY, { typedCode: 'WRONG2026' })
  expect(names(refused)).toEqual(['ActivationRejected'])
  expect(ask([...READY, ...refused.events], { at: at(after(ACTIVATED_AT, 1, 'micro')) }).accepted).toBe(true)
})

describe('R22: safe to repeat', () => {
  test('R22: a new attempt on an active coupon is told since when, and moves nothing', () => {
    const log = [...READY, ...ask(READY).events]
    for (const later of [ACTIVATED_AT, after(ACTIVATED_AT, 1, 'hour'), after(DEADLINE, 1, 'day')]) {
      const again = ask(log, { at: at(later) })
      expect(again).toMatchObject({
        reasons: ['ALREADY_ACTIVATED'],
        activatedAt: at(ACTIVATED_AT),
        windowEndsAt: at(WINDOW_ENDS_AT),
      })
      expect(names(again)).toEqual(['ActivationRejected'])
    }
  })

  test('R22: an activation that the platform reported is as good', () => {
    expect(reasonsFor([ISSUE, ...accountFacts(), activated()])).toEqual(['ALREADY_ACTIVATED'])
  })

  test('R22: the same key has the same answer, whatever has happened since', () => {
    const changes = { idempotencyKey: 'click-1' }
    const accepted = ask(READY, changes)
    const after1 = { ...changes, at: at(after(DEADLINE, 1, 'day')) }
    expect(ask([...READY, ...accepted.events], after1)).toEqual({ ...accepted, checks: expect.anything() as unknown, events: [] })
    const poor = [...READY, decoded(fact('BalanceChanged', { cash: money('0') }))]
    const refused = ask(poor, changes)
    expect(refused.reasons).toEqual(['NO_POSITIVE_CASH_BALANCE'])
    const rich = [...poor, ...refused.events, decoded(fact('BalanceChanged', { cash: money('9') }, { id: 'rich' }))]
    expect(ask(rich, after1)).toEqual({ ...refused, events: [] })
    expect(ask(rich, { idempotencyKey: 'click-2' }).accepted).toBe(true)
  })

  test('R22: the same key of another ad account, or for another code, is another request', () => {
    const log = [...READY, ...ask(READY, { idempotencyKey: 'k' }).events, ...accountFacts('account-2').map(decoded)]
    expect(ask(log, { idempotencyKey: 'k', adAccountId: 'account-2' }).reasons).toEqual(['CODE_ALREADY_USED'])
    expect(ask(log, { idempotencyKey: 'k', typedCode: 'OTHER' }).reasons).toContain('CODE_NOT_FOUND')
  })
})

describe('R21: ten refused attempts an hour', () => {
  const refusedTimes = (count: number, ending: string): ReadonlyArray<Event> => {
    let log = READY
    for (let index = 0; index < count; index++) {
      const time = at(before(ending, count - 1 - index, 'second'))
      log = [...log, ...ask(log, { typedCode: 'WRONG', at: time }).events]
    }
    return log
  }

  test.each([
    [9, true],
    [10, false],
  ])('R21: after %i the right code is accepted: %s', (count, accepted) => {
    expect(ask(refusedTimes(count, ACTIVATED_AT))).toMatchObject({ accepted, reasons: accepted ? [] : ['RATE_LIMITED'] })
  })

  test('R21: an hour after the first of ten there is room for one, to the microsecond', () => {
    const log = refusedTimes(10, ACTIVATED_AT)
    const first = before(ACTIVATED_AT, 9, 'second')
    const hourLater = after(first, 1, 'hour')
    expect(ask(log, { at: at(before(hourLater, 1, 'micro')) }).reasons).toEqual(['RATE_LIMITED'])
    expect(ask(log, { at: at(hourLater) }).reasons).toEqual([])
  })

  test('R18: beyond them a right code and a wrong one have the same answer', () => {
    const log = refusedTimes(10, ACTIVATED_AT)
    const told = ({ reasons, checks, couponId }: ActivationAnswer): unknown => ({ reasons, checks, couponId })
    expect(told(ask(log, { typedCode: 'WRONG' }))).toEqual(told(ask(log)))
  })

  test('R21: attempts that were refused as too many do not make the wait longer', () => {
    const log = refusedTimes(25, ACTIVATED_AT)
    const tenth = before(ACTIVATED_AT, 15, 'second')
    expect(ask(log, { at: at(after(tenth, 1, 'hour')) }).accepted).toBe(true)
  })
})

test('R53: the checks answer the whole list, and nothing is decided', () => {
  expect(checkActivation(request(), knownFrom(READY)).map(({ check, passed }) => [check, passed])).toEqual(
    [
      'code_found',
      'code_format',
      'original_recipient',
      'code_unused',
      'not_yet_active',
      'activation_window',
      'after_receipt',
      'first_coupon',
      'account_origin',
      'account_standing',
      'account_compliance',
      'payment_method',
      'cash_balance',
      'payment_mode',
      'attempt_rate',
    ].map((check) => [check, true]),
  )
})

const someFacts = fc.record({
  standing: fc.constantFrom('approved', 'pending_review', 'suspended', 'in_violation'),
  status: fc.constantFrom('verified', 'none'),
  cash: fc.constantFrom('0', '0.000001', '20000'),
  typedCode: fc.constantFrom(CODE, 'spring-2026', 'WRONG'),
  hours: fc.integer({ min: -72, max: 400 }),
  hasKey: fc.boolean(),
  paymentModes: fc.constantFrom(['manual'], ['automatic']),
})

test('R22: deciding, folding the result and deciding again adds nothing', () => {
  fc.assert(
    fc.property(someFacts, ({ standing, status, cash, typedCode, hours, hasKey, paymentModes }) => {
      const log = [
        issued({ ...RECIPIENT, offer: offer({ paymentModes }) }),
        registered(),
        fact('AccountStandingChanged', { standing }),
        fact('PaymentMethodChanged', { status }),
        fact('BalanceChanged', { cash: money(cash) }),
      ].map(decoded)
      const changes = { typedCode, at: at(after(ACTIVATED_AT, hours, 'hour')), idempotencyKey: hasKey ? 'key' : undefined }
      const first = ask(log, changes)
      const folded = [...log, ...first.events]
      const again = ask(folded, changes)
      if (hasKey) expect({ ...again, checks: [] }).toEqual({ ...first, checks: [], events: [] })
      // Without a key it is another attempt: it is recorded, and activates nothing.
      else expect(names(again)).toEqual(['ActivationRejected'])
      expect(couponsIn([...folded, ...again.events]).get(COUPON)).toEqual(couponsIn(folded).get(COUPON))
    }),
    { numRuns: 200 },
  )
})
