import {
  ACCOUNT,
  accountFacts,
  accountOfEvents,
  activated,
  ACTIVATED_AT,
  after,
  BUSINESS,
  type CloudEventJson,
  decoded,
  fact,
  issued,
  money,
  registered,
  sceneOf,
} from '../testing'
import { activationFindings } from './activation-findings'

const ISSUE = issued({ recipient: { businessAccountId: BUSINESS } })

const found = (
  facts: ReadonlyArray<CloudEventJson>,
  coupon: ReadonlyArray<CloudEventJson> = [ISSUE, activated()],
): ReadonlyArray<string> => {
  const account = facts.length === 0 ? undefined : accountOfEvents(facts.map(decoded))
  return activationFindings(sceneOf(coupon).state, (id) => (id === ACCOUNT ? account : undefined)).map(({ code }) => code)
}

test('R13, R17: what is not known of an account is one finding, and none where nothing is known or all is well', () => {
  expect(found([])).toEqual([])
  expect(found([registered()])).toEqual(['UNVERIFIED'])
  expect(found(accountFacts())).toEqual([])
})

test('R18: an activation by another business account is flagged, by its own word or by the registration', () => {
  expect(found([registered({ businessAccountId: 'business-2' })])).toEqual(['UNVERIFIED', 'NOT_ORIGINAL_RECIPIENT'])
  expect(found([], [ISSUE, activated({ businessAccountId: 'business-2' })])).toEqual(['NOT_ORIGINAL_RECIPIENT'])
  expect(found([], [ISSUE, activated({ businessAccountId: BUSINESS })])).toEqual([])
  expect(found([registered({ businessAccountId: 'business-2' })], [issued(), activated()])).toEqual(['UNVERIFIED'])
})

test('R3, R11, R12, R13, R17: what was not in place at the activation is flagged, and what came later is not', () => {
  const bad = (time?: string): ReadonlyArray<CloudEventJson> => {
    const when = time === undefined ? {} : { time }
    return [
      registered({ createdVia: 'agency', paymentMode: 'postpaid_invoice', ...when }),
      fact('AccountStandingChanged', { standing: 'suspended' }, when),
      fact('PolicyViolationReported', { violationId: 'v' }, when),
      fact('PaymentMethodChanged', { status: 'none' }, when),
      fact('BalanceChanged', { cash: money('0') }, when),
    ]
  }
  expect(found(bad())).toEqual([
    'ACCOUNT_ORIGIN_INELIGIBLE',
    'ACCOUNT_SUSPENDED',
    'ACCOUNT_IN_VIOLATION',
    'PAYMENT_METHOD_NOT_VERIFIED',
    'NO_POSITIVE_CASH_BALANCE',
    'NOT_PREPAID',
  ])
  expect(found([...accountFacts(), ...bad(after(ACTIVATED_AT, 1, 'micro'))])).toEqual([])
})

test('R12: what the engine itself had checked is not held against it', () => {
  const checked = activated({ checks: [{ check: 'account_standing', passed: true, rule: 'R12' }] })
  expect(found([registered({ createdVia: 'agency' })], [ISSUE, checked])).toEqual([])
})
