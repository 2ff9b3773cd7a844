import { formatInstant } from '@earnback/kernel'
import { evolveAccount } from '../account/evolve'
import { UNKNOWN_ACCOUNT } from '../account/state'
import {
  ACCOUNT,
  after,
  at,
  before,
  cloudEvent,
  creditGranted,
  decoded,
  issued,
  offer,
  sceneOf,
  thresholdMet,
  thresholdReverted,
} from '../testing'
import { couponDelivery, deliveryOf, type SlaStatus } from './delivery'

const MET_AT = '2026-03-06T15:00:00.000+09:00'
const ONE_DAY = '2026-03-07T06:00:00.000Z'
const DUE = '2026-03-09T06:00:00.000Z'
const NONE: ReadonlySet<string> = new Set()

const status = (judgedAt: string, grantedAt?: string): SlaStatus =>
  deliveryOf(
    {
      metAt: at(MET_AT),
      confirmedAt: at(MET_AT),
      grantedAt: grantedAt === undefined ? undefined : at(grantedAt),
      zone: 'Asia/Tokyo',
      holidays: NONE,
    },
    at(judgedAt),
  ).slaStatus

const due = (confirmedAt: string, zone: string, ...holidays: ReadonlyArray<string>): string => {
  const facts = { metAt: at(confirmedAt), confirmedAt: at(confirmedAt), grantedAt: undefined, zone }
  return formatInstant(deliveryOf({ ...facts, holidays: new Set(holidays) }, at(confirmedAt)).businessDayDue)
}

describe('R40: two clocks for the credit', () => {
  test('R40: met on a Friday at 15:00 in Tokyo: one day is Saturday 15:00, one business day Monday 15:00', () => {
    const facts = { metAt: at(MET_AT), confirmedAt: at(MET_AT), grantedAt: undefined, zone: 'Asia/Tokyo', holidays: NONE }
    const { oneDayTarget, businessDayDue } = deliveryOf(facts, at(MET_AT))
    expect([oneDayTarget, businessDayDue].map(formatInstant)).toEqual([ONE_DAY, DUE])
  })

  test('R40: the one day runs from the spend that met the threshold, the business day from the run that confirmed it', () => {
    const facts = { metAt: at(MET_AT), confirmedAt: at(after(MET_AT, 30, 'hour')), grantedAt: undefined, zone: 'Asia/Tokyo' }
    const { oneDayTarget, businessDayDue } = deliveryOf({ ...facts, holidays: NONE }, at(MET_AT))
    // Confirmed on Saturday at 21:00: the next business day is Monday, at 21:00.
    expect([oneDayTarget, businessDayDue].map(formatInstant)).toEqual([ONE_DAY, '2026-03-09T12:00:00.000Z'])
  })

  test('R40: the wall time stays where the clocks change, to the microsecond, and holidays are no business days', () => {
    expect(due('2026-03-06T15:00:00.000001-05:00', 'America/New_York')).toBe('2026-03-09T19:00:00.000001Z')
    expect(due('2026-03-06T15:00:00Z', 'UTC', '2026-03-09', '2026-03-10')).toBe('2026-03-11T15:00:00.000Z')
    expect(due('2026-03-04T23:30:00+09:00', 'Asia/Tokyo', '2026-03-05')).toBe('2026-03-06T14:30:00.000Z')
  })

  test('R40: past one day and breached begin a microsecond after their instants', () => {
    const around = [ONE_DAY, DUE].flatMap((instant) => [before(instant, 1, 'micro'), instant, after(instant, 1, 'micro')])
    expect(around.map((instant) => status(instant))).toEqual([
      'on_time',
      'on_time',
      'past_one_day',
      'past_one_day',
      'past_one_day',
      'breached',
    ])
    // A grant settles it, whenever it is asked.
    expect(around.map((grantedAt) => status(after(DUE, 9, 'day'), grantedAt))).toEqual(around.map((instant) => status(instant)))
  })
})

describe('R40: of a coupon', () => {
  const registered = (zone: string) =>
    cloudEvent('AccountRegistered', {
      id: 'registered',
      time: '2026-01-01T00:00:00Z',
      data: { adAccountId: ACCOUNT, businessAccountId: 'ba-1', createdVia: 'ads_manager', paymentMode: 'manual', zone },
    })
  const met = thresholdMet({ time: MET_AT, metAt: MET_AT, confirmedAt: '2026-03-06T23:30:00+09:00' })
  const dueOf = (zone: string | undefined, offerZone?: string): string => {
    const { state } = sceneOf([issued(offerZone === undefined ? {} : { offer: offer({ zone: offerZone }) }), met])
    const account =
      zone === undefined
        ? UNKNOWN_ACCOUNT
        : evolveAccount(UNKNOWN_ACCOUNT, decoded(registered(zone)), { position: 1, recordedAt: at(MET_AT) })
    return formatInstant(couponDelivery(state, account, new Set(['2026-03-06']), at(MET_AT))!.businessDayDue)
  }

  test("R40: counts in the account's zone, else in the offer's, else in UTC", () => {
    // 14:30 UTC on Friday is Saturday 03:30 in Auckland: its Monday comes half a day earlier.
    expect(dueOf('Pacific/Auckland', 'Asia/Tokyo')).toBe('2026-03-08T14:30:00.000Z')
    expect(dueOf(undefined, 'Pacific/Auckland')).toBe('2026-03-08T14:30:00.000Z')
    expect(dueOf(undefined)).toBe('2026-03-09T14:30:00.000Z')
  })

  test('R40: there is none before the threshold is met and none after it was reverted; a grant ends the wait', () => {
    const delivery = (...log: Parameters<typeof sceneOf>[0]) =>
      couponDelivery(sceneOf(log).state, UNKNOWN_ACCOUNT, NONE, at('2027-01-01T00:00:00Z'))
    expect(delivery(issued())).toBeUndefined()
    expect(delivery(issued(), met, thresholdReverted())).toBeUndefined()
    expect(delivery(issued(), met)?.slaStatus).toBe('breached')
    expect(delivery(issued(), met, creditGranted({ time: after(MET_AT, 1, 'hour') }))).toMatchObject({
      slaStatus: 'on_time',
      grantedAt: at(after(MET_AT, 1, 'hour')),
    })
  })
})
