import { standingThreshold } from '@earnback/coupon'
import {
  accountOfEvents,
  activated,
  ACTIVATED_AT,
  after,
  at,
  before,
  type CloudEventJson,
  COUPON,
  creditGranted,
  decoded,
  fact,
  issued,
  money,
  sceneOf,
  spend,
  thresholdMet,
} from '@earnback/coupon/testing'
import { type Flag, progressOf, READING_POLICY_DEFAULT, type ReadingPolicy } from '../src'

const SPENT = spend({ amount: money('2500') })
/** Half of the threshold in half of an hour: ahead of any pace. */
const EARNING = [issued(), activated(), SPENT]
const SOON = after(ACTIVATED_AT, 1, 'hour')

interface Given {
  readonly log?: ReadonlyArray<CloudEventJson>
  readonly facts?: ReadonlyArray<CloudEventJson>
  readonly through?: string
  readonly policy?: Partial<ReadingPolicy>
}

const flagsAt = (instant: string, { log = EARNING, facts, through, policy }: Given): ReadonlyArray<Flag> => {
  const { state, qualified } = sceneOf(log)
  const standings = {
    couponId: COUPON,
    state,
    reported: qualified.reported,
    calculated: qualified.reported,
    calculatedThrough: through === undefined ? at(instant) : at(through),
    isSettled: false,
    findings: [],
    account: facts === undefined ? undefined : accountOfEvents(facts.map(decoded)),
  }
  return progressOf(standings, at(instant), { position: 9 }, { ...READING_POLICY_DEFAULT, ...policy }).flags
}

const balance = (amount: string): CloudEventJson => fact('BalanceChanged', { cash: money(amount) })
const bid = (amount: string): CloudEventJson => fact('BidChanged', { maxBid: money(amount) })

test('R15: funding_below_threshold up to exactly what is missing, and not one micro beyond; unknown raises nothing', () => {
  expect(flagsAt(SOON, { facts: [balance('7500')] })).toEqual(['funding_below_threshold'])
  expect(flagsAt(SOON, { facts: [balance('7500.000001')] })).toEqual([])
  expect(flagsAt(SOON, { facts: [] })).toEqual([])
  expect(flagsAt(SOON, {})).toEqual([])
})

test('R16: at_risk_balance from one micro below the highest bid on', () => {
  expect(flagsAt(SOON, { facts: [balance('8000'), bid('8000')] })).toEqual([])
  expect(flagsAt(SOON, { facts: [balance('8000'), bid('8000.000001')] })).toEqual(['at_risk_balance'])
})

test('R38: data_stale one microsecond after two runs should have been made, while spend may still be waiting', () => {
  const through = before(SOON, 210, 'minute')
  expect(flagsAt(SOON, { through })).toEqual([])
  expect(flagsAt(after(SOON, 1, 'micro'), { through })).toEqual(['data_stale'])
  expect(flagsAt(after(SOON, 1, 'micro'), { through, policy: { staleAfterMicros: 210 * 60_000_000 + 1 } })).toEqual([])
  expect(flagsAt(SOON, { through: before(SOON, 9, 'day'), log: [issued()] })).toEqual([])
})

describe('R40: sla_past_one_day and sla_breached', () => {
  const log = [issued(), activated(), thresholdMet()]
  const { metAt, confirmedAt } = standingThreshold(sceneOf(log).state)!.event.data
  /** Friday 00:00 UTC; confirmed three hours later, so the business day ends on Monday 03:00. */
  const met = '2026-03-13T00:00:00.000Z'
  const due = after(met, 75, 'hour')

  test('one microsecond after a day, and one after the business day; a holiday moves the second', () => {
    expect([metAt, confirmedAt]).toEqual([at(met), at(after(met, 3, 'hour'))])
    expect(flagsAt(after(met, 1, 'day'), { log })).toEqual([])
    expect(flagsAt(after(met, 86_400_000_001, 'micro'), { log })).toEqual(['sla_past_one_day'])
    expect(flagsAt(due, { log })).toEqual(['sla_past_one_day'])
    expect(flagsAt(after(due, 1, 'micro'), { log })).toEqual(['sla_breached'])
    const holidays = new Set(['2026-03-16'])
    expect(flagsAt(after(due, 1, 'micro'), { log, policy: { holidays } })).toEqual(['sla_past_one_day'])
  })

  test('what was granted is awaited no more, however late it came', () => {
    expect(flagsAt(after(due, 9, 'day'), { log })).toEqual(['sla_breached'])
    expect(flagsAt(after(due, 9, 'day'), { log: [...log, creditGranted({ time: after(due, 1, 'day') })] })).toEqual([])
  })
})
