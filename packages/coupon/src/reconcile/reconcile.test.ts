import { ENGINE_SOURCE } from '@earnback/kernel'
import { couponFindings } from '../coupon-findings'
import type { FindingCode } from '../finding'
import {
  accountOfEvents,
  ACTIVATED_AT,
  activated,
  after,
  at,
  before,
  cloudEvent,
  type CloudEventJson,
  COUPON,
  creditGranted,
  creditWithdrawn,
  decoded,
  issued,
  money,
  offer,
  registered,
  sceneOf,
  thresholdMet,
} from '../testing'
import type { BothSides } from './both-sides'
import { grantDue } from './grant-due'
import { reconcile } from './reconcile'

const T = 10_000_000_000n
/** Friday 2026-03-13 00:00 UTC; confirmed three hours later, so a business day ends on Monday 03:00. */
const MET_AT = after(ACTIVATED_AT, 10, 'day')
const DUE = after(MET_AT, 75, 'hour')
const OWN = { source: ENGINE_SOURCE, id: 'own-met' }
const EARNING = [issued(), activated()]
const MET = [...EARNING, thresholdMet(OWN)]
const about = { couponId: COUPON, adAccountId: 'account-1', reason: 'case' }
const said = (name: string, id: string, time: string, data: object = {}): CloudEventJson =>
  cloudEvent(name, { id, time, data: { ...about, ...data } }, { source: ENGINE_SOURCE })

const sidesOf = (log: ReadonlyArray<CloudEventJson>, overrides: Partial<BothSides> = {}): BothSides => ({
  couponId: COUPON,
  state: sceneOf(log).state,
  calculated: T,
  calculatedThrough: at(MET_AT),
  isSettled: false,
  account: undefined,
  holidays: new Set(),
  expected: undefined,
  ...overrides,
})
const codesOf = (log: ReadonlyArray<CloudEventJson>, overrides: Partial<BothSides> = {}): ReadonlyArray<FindingCode> =>
  reconcile(sidesOf(log, overrides)).map(({ code }) => code)

test('R41: a platform’s grant of the reward after the engine’s threshold agrees, and so does the engine’s own', () => {
  expect(codesOf([...MET, creditGranted()])).toEqual([])
  expect(codesOf([...EARNING, creditGranted(), thresholdMet(OWN)])).toEqual([])
  expect(codesOf([...MET, creditGranted({ source: ENGINE_SOURCE, amount: money('1') })])).toEqual([])
})

describe('R40: GRANT_MISSING and GRANT_LATE', () => {
  test('the due time is a business day after the confirmation, or a day after the spend, whichever is later', () => {
    const met = sceneOf(MET).state.met[0]!
    const of = (overrides: Partial<BothSides> = {}) => sidesOf(MET, overrides)
    expect(grantDue(met, of())).toBe(at(DUE))
    const late = { ...met, event: { ...met.event, data: { ...met.event.data, metAt: at(after(MET_AT, 9, 'day')) } } }
    expect(grantDue(late, of())).toBe(at(after(MET_AT, 10, 'day')))
    expect(met.event.data.metAt < met.event.data.confirmedAt).toBe(true)
  })

  test('holidays are no business days, and the account’s zone tells which day it is', () => {
    const met = sceneOf(MET).state.met[0]!
    expect(grantDue(met, sidesOf(MET, { holidays: new Set(['2026-03-16']) }))).toBe(at(after(DUE, 1, 'day')))
    // In Honolulu the confirmation falls on Thursday, so that the next business day is Friday.
    const account = accountOfEvents([decoded(registered({ zone: 'Pacific/Honolulu' }))])
    expect(grantDue(met, sidesOf(MET, { account }))).toBe(at(after(MET_AT, 27, 'hour')))
  })

  test('missing from the due time on, where the platform grants, nothing is held and nothing was granted', () => {
    const due = { expected: { now: at(DUE) } }
    expect(codesOf(MET, due)).toEqual(['GRANT_MISSING'])
    expect(codesOf(MET, { expected: { now: at(before(DUE, 1, 'micro')) } })).toEqual([])
    expect(codesOf(MET)).toEqual([])
    expect(codesOf(EARNING, due)).toEqual([])
    expect(codesOf([...MET, creditGranted()], due)).toEqual([])
    expect(codesOf([...MET, said('CreditHeld', 'held', MET_AT)], due)).toEqual([])
    expect(reconcile(sidesOf(MET, due))[0]?.evidence).toMatchObject({
      engine: { id: 'own-met', type: 'ThresholdMet', position: 3, amount: money('10000'), metAt: MET_AT },
      platform: null,
      computed: { due: DUE, reward: money('10000') },
    })
  })

  test('late one microsecond after it', () => {
    expect(codesOf([...MET, creditGranted({ time: DUE })])).toEqual([])
    expect(codesOf([...MET, creditGranted({ time: after(DUE, 1, 'micro') })])).toEqual(['GRANT_LATE'])
  })
})

describe('R41: grants that the engine finds too early, or for nothing', () => {
  test('GRANT_EARLY: before the spend that met the threshold, or while none is met', () => {
    expect(codesOf([...MET, creditGranted({ time: MET_AT })])).toEqual([])
    expect(codesOf([...MET, creditGranted({ time: before(MET_AT, 1, 'micro') })])).toEqual(['GRANT_EARLY'])
    expect(codesOf([...EARNING, creditGranted()], { calculated: T - 1n })).toEqual(['GRANT_EARLY'])
  })

  test('GRANT_NEVER_MET: the window was settled one micro below the threshold', () => {
    const found = reconcile(sidesOf([...EARNING, creditGranted()], { calculated: T - 1n, isSettled: true }))
    expect(found).toMatchObject([
      {
        code: 'GRANT_NEVER_MET',
        about: 'granted',
        evidence: {
          engine: null,
          platform: { id: 'granted', position: 3, amount: money('10000') },
          computed: { threshold: money('10000'), calculated: money('9999.999999') },
        },
      },
    ])
  })

  test('GRANT_AMOUNT_DIFFERS and GRANT_TWICE', () => {
    expect(codesOf([...MET, creditGranted({ amount: money('9999.999999') })])).toEqual(['GRANT_AMOUNT_DIFFERS'])
    expect(codesOf([...MET, creditGranted({ amount: money('10000', 'USD') })])).toEqual(['GRANT_AMOUNT_DIFFERS'])
    const own = creditGranted({ source: ENGINE_SOURCE, id: 'own-grant' })
    const twice = reconcile(sidesOf([...MET, own, creditGranted()]))
    expect(twice).toMatchObject([{ code: 'GRANT_TWICE', evidence: { engine: { id: 'own-grant' }, platform: { id: 'granted' } } }])
    const both = reconcile(sidesOf([...MET, creditGranted(), creditGranted({ id: 'again' })]))
    expect(both).toMatchObject([{ about: 'again', evidence: { engine: null, earlier: { id: 'granted' } } }])
  })
})

test('R51: GRANT_WHILE_HELD goes by the log: a hold before the grant that nothing released', () => {
  const held = said('CreditHeld', 'held', MET_AT, { ref: 'v' })
  const released = said('HoldReleased', 'released', MET_AT, { ref: 'v' })
  expect(codesOf([...MET, held, creditGranted()])).toEqual(['GRANT_WHILE_HELD'])
  expect(codesOf([...MET, held, released, creditGranted()])).toEqual([])
  expect(codesOf([...MET, held, creditGranted(), released])).toEqual(['GRANT_WHILE_HELD'])
  expect(codesOf([...MET, creditGranted(), held])).toEqual([])
  expect(codesOf([...MET, said('CreditWithheld', 'w', MET_AT), creditGranted()])).toEqual(['GRANT_WHILE_HELD'])
  expect(codesOf([...MET, said('CreditWithheld', 'w', MET_AT), said('CreditReinstated', 'r', MET_AT), creditGranted()])).toEqual(
    [],
  )
})

test('R32: THRESHOLD_DIFFERS where the instants or the amounts do, or where the engine came as far and finds less', () => {
  expect(codesOf([...MET, thresholdMet()])).toEqual([])
  expect(codesOf([...MET, thresholdMet({ metAt: after(MET_AT, 1, 'micro') })])).toEqual(['THRESHOLD_DIFFERS'])
  expect(codesOf([...MET, thresholdMet({ qualifyingSpend: money('10000.000001') })])).toEqual(['THRESHOLD_DIFFERS'])
  expect(codesOf([...MET, thresholdMet({ threshold: money('1') })])).toEqual(['THRESHOLD_DIFFERS'])
  const theirs = [...EARNING, thresholdMet()]
  expect(codesOf(theirs, { calculated: T - 1n })).toEqual(['THRESHOLD_DIFFERS'])
  expect(codesOf(theirs, { calculated: T - 1n, calculatedThrough: at(before(MET_AT, 1, 'micro')) })).toEqual([])
  expect(codesOf(theirs, { calculated: T - 1n, calculatedThrough: undefined, isSettled: true })).toEqual(['THRESHOLD_DIFFERS'])
})

describe('R49: withdrawals of the platform', () => {
  const granted = [...MET, creditGranted()]
  const later = after(MET_AT, 1, 'hour')

  test('WITHDRAWAL_EXCEEDS_GRANT: what goes beyond the grant, reinstatements counted (R50)', () => {
    expect(codesOf([...granted, creditWithdrawn()])).toEqual([])
    expect(codesOf([...granted, creditWithdrawn(), creditWithdrawn({ id: 'again', requested: money('0.000001') })])).toEqual([
      'WITHDRAWAL_EXCEEDS_GRANT',
    ])
    const back = said('CreditReinstated', 'back', later, { ref: 'withdrawn', amount: money('4000') })
    const again = creditWithdrawn({ id: 'again', requested: money('4000') })
    expect(codesOf([...granted, creditWithdrawn(), back, again])).toEqual([])
    const found = reconcile(sidesOf([...granted, creditWithdrawn({ requested: money('10001') })]))
    expect(found[0]?.evidence).toMatchObject({ platform: { amount: money('10001') }, computed: { granted: money('10000') } })
  })

  test('GRANT_AFTER_WITHDRAWAL: a grant later in the log and no earlier in time', () => {
    const withdrawn = creditWithdrawn({ time: MET_AT })
    expect(codesOf([...MET, withdrawn, creditGranted()])).toEqual(['GRANT_AFTER_WITHDRAWAL'])
    expect(codesOf([...MET, creditWithdrawn(), creditGranted()])).toEqual([])
  })
})

describe('R2: CHANNEL_NOT_OFFERED_IN_MARKET', () => {
  const foundFor = (terms: Readonly<Record<string, unknown>>): ReadonlyArray<string> =>
    couponFindings(sceneOf([issued({ offer: offer(terms) })]).state, COUPON).map(({ code }) => code)

  test.each(['VN', 'JP', 'TW', 'MY', 'ID', 'TH'])('codes are sent by email in %s', (market) =>
    expect(foundFor({ market })).toEqual([]),
  )
  test('not in others, whatever other channels do; an unknown market is not another', () => {
    expect(foundFor({ market: 'US' })).toEqual(['CHANNEL_NOT_OFFERED_IN_MARKET'])
    expect(foundFor({ market: 'US', channel: 'email' })).toEqual(['CHANNEL_NOT_OFFERED_IN_MARKET'])
    expect(foundFor({ market: 'US', channel: 'managed_sales' })).toEqual([])
    expect(foundFor({})).toEqual([])
  })
})

test('R6: terms bind as issued: another issue changes nothing and is a finding', () => {
  const { state } = sceneOf([issued(), issued({ id: 'again', offer: offer({ threshold: money('1') }) })])
  expect(state.terms?.threshold.micros).toBe(T)
  expect(couponFindings(state, COUPON).map(({ code }) => code)).toEqual(['ISSUE_CONFLICT'])
})
