import { ACTIVATED_AT, accountFacts, accountOfEvents, after, at, before, decoded, fact, money, registered } from '../testing'
import type { CloudEventJson } from '../testing'
import { accountChecks, type Asked } from './account-checks'

const NOW = at(ACTIVATED_AT)
const THRESHOLD = { micros: 10_000_000_000n, currency: 'JPY' }

const judge = (facts: ReadonlyArray<CloudEventJson>, asked?: Asked): ReturnType<typeof accountChecks> =>
  accountChecks(accountOfEvents(facts.map(decoded)), NOW, asked)

const reasons = (facts: ReadonlyArray<CloudEventJson>, asked?: Asked): ReadonlyArray<string> =>
  judge(facts, asked).flatMap(({ reason }) => reason ?? [])

const later = (...facts: ReadonlyArray<CloudEventJson>): ReadonlyArray<string> => reasons([...accountFacts(), ...facts])
const balance = (amount: string, time?: string): CloudEventJson =>
  fact('BalanceChanged', { cash: money(amount) }, time === undefined ? { id: `balance-${amount}` } : { time })
const standing = (value: string, time = ACTIVATED_AT): CloudEventJson =>
  fact('AccountStandingChanged', { standing: value }, { time })

test('R10: with everything in place nothing is against it', () => {
  expect(later()).toEqual([])
})

test('R10, R13: what is not known fails, each for its own reason, in the stable order', () => {
  expect(judge([]).flatMap(({ reason, found }) => (reason === undefined ? [] : [[reason, found]]))).toEqual([
    ['ACCOUNT_ORIGIN_INELIGIBLE', 'unknown'],
    ['ACCOUNT_PENDING_REVIEW', 'unknown'],
    ['PAYMENT_METHOD_NOT_VERIFIED', 'unknown'],
    ['NO_POSITIVE_CASH_BALANCE', 'unknown'],
    ['NOT_PREPAID', 'unknown'],
  ])
})

test.each(['none', 'unverified', 'invalid'])('R11: a payment method that is %s is refused', (status) => {
  expect(later(fact('PaymentMethodChanged', { status }))).toEqual(['PAYMENT_METHOD_NOT_VERIFIED'])
})

test.each([
  ['pending_review', ['ACCOUNT_PENDING_REVIEW']],
  ['suspended', ['ACCOUNT_SUSPENDED']],
  ['in_violation', ['ACCOUNT_IN_VIOLATION']],
  ['approved', []],
])('R12: an account that is %s: %j', (value, expected) => {
  expect(later(standing(value))).toEqual(expected)
})

test('R12: the standing is that of the instant, to the microsecond', () => {
  expect(later(standing('suspended', after(ACTIVATED_AT, 1, 'micro')))).toEqual([])
  expect(later(standing('suspended', ACTIVATED_AT))).toEqual(['ACCOUNT_SUSPENDED'])
  expect(later(standing('suspended', before(ACTIVATED_AT, 1, 'micro')), standing('approved'))).toEqual([])
})

test('R12: a violation stands against it from its report to its resolution, to the microsecond', () => {
  const reportedAt = (time: string): CloudEventJson => fact('PolicyViolationReported', { violationId: 'v' }, { time })
  const resolvedAt = (time: string): CloudEventJson => fact('PolicyViolationResolved', { violationId: 'v' }, { time })
  const early = before(ACTIVATED_AT, 1, 'day')
  expect(later(reportedAt(ACTIVATED_AT))).toEqual(['ACCOUNT_IN_VIOLATION'])
  expect(later(reportedAt(after(ACTIVATED_AT, 1, 'micro')))).toEqual([])
  expect(later(reportedAt(early), resolvedAt(ACTIVATED_AT))).toEqual([])
  expect(later(reportedAt(early), resolvedAt(after(ACTIVATED_AT, 1, 'micro')))).toEqual(['ACCOUNT_IN_VIOLATION'])
  expect(later(reportedAt(early), standing('suspended'))).toEqual(['ACCOUNT_SUSPENDED', 'ACCOUNT_IN_VIOLATION'])
})

test('R12: a check says when the fact it was judged by became known', () => {
  const [, check] = judge([...accountFacts(), standing('suspended')])
  expect(check).toMatchObject({ check: 'account_standing', found: 'suspended', knownAt: at('2026-03-01T00:00:05Z') })
})

test.each([
  ['0.000001', []],
  ['0', ['NO_POSITIVE_CASH_BALANCE']],
  ['-0.000001', ['NO_POSITIVE_CASH_BALANCE']],
])('R13: a cash balance of %s: %j', (amount, expected) => {
  expect(later(balance(amount))).toEqual(expected)
})

test('R13: the balance is that of the instant', () => {
  expect(later(balance('0', after(ACTIVATED_AT, 1, 'micro')))).toEqual([])
  expect(later(balance('0', ACTIVATED_AT))).toEqual(['NO_POSITIVE_CASH_BALANCE'])
})

test.each([
  ['9999.999999', true],
  ['10000', true],
  ['10000.000001', false],
])('R15: a balance of %s passes; advised to fund more: %s', (amount, isAdvised) => {
  const check = judge([...accountFacts(), balance(amount)], { threshold: THRESHOLD }).find((one) => one.check === 'cash_balance')
  expect(check).toMatchObject({ passed: true })
  expect(check?.advice !== undefined).toBe(isAdvised)
})

test.each([
  ['ads_manager', []],
  ['business_center', ['ACCOUNT_ORIGIN_INELIGIBLE']],
  ['agency', ['ACCOUNT_ORIGIN_INELIGIBLE']],
])('R17: an account created via %s: %j', (createdVia, expected) => {
  expect(later(registered({ createdVia, id: 'again' }))).toEqual(expected)
})

test('R3: an account that is billed afterwards is refused, unless the offer allows it', () => {
  const postpaid = [...accountFacts(), registered({ paymentMode: 'postpaid_invoice', id: 'again' })]
  expect(reasons(postpaid)).toEqual(['NOT_PREPAID'])
  expect(reasons(postpaid, { threshold: THRESHOLD, paymentModes: ['postpaid_invoice'] })).toEqual([])
  expect(reasons(accountFacts(), { threshold: THRESHOLD, paymentModes: ['automatic'] })).toEqual(['NOT_PREPAID'])
  expect(later(registered({ paymentMode: 'automatic', id: 'again' }))).toEqual([])
})
