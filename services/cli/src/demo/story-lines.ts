import { formatInstant, type Instant, type Micros, plusMicros } from '@earnback/kernel'
import type { Advertiser } from './advertiser'
import { type Calendar, days, minutes } from './calendar'
import { aboutSpend, type Arrival, arrival, money } from './platform-event'

const yen = (count: number): Micros => BigInt(count) * 1_000_000n
const inYen = (count: number) => money(yen(count), 'JPY')

/** What the odd lines of the story add to its sum: those below that count, after corrections. */
export const COUNTED_ODDITIES: Micros = yen(12 + 40 + 70 + 64 + 100 + 15 + 48)

interface Moments {
  readonly calendar: Calendar
  readonly activatedAt: Instant
  readonly windowEndsAt: Instant
}

type Told = (
  occurredAt: Instant,
  spendId: string,
  data: Readonly<Record<string, unknown>>,
  options?: { readonly at?: Instant; readonly id?: string },
) => Arrival

const teller =
  (adAccountId: string): Told =>
  (occurredAt, spendId, data, { at = plusMicros(occurredAt, minutes(4)), id = spendId } = {}) =>
    arrival(at, aboutSpend('SpendRecorded', occurredAt, { spendId, adAccountId, ...data }, id))

const aroundActivation = (told: Told, { calendar, activatedAt }: Moments): ReadonlyArray<Arrival> => {
  const [start, end] = [calendar.on(2, '10:00'), calendar.on(2, '11:00')]
  return [
    told(plusMicros(activatedAt, -1), 'tea-1us-before', { amount: inYen(45) }),
    told(activatedAt, 'tea-same-instant', { amount: inYen(60) }),
    told(plusMicros(activatedAt, 1), 'tea-1us-after', { amount: inYen(12) }),
    told(end, 'tea-hour-of-start', { amount: inYen(85), period: { start: formatInstant(start), end: formatInstant(end) } }),
  ]
}

const aroundTheEnd = (told: Told, { calendar, windowEndsAt }: Moments): ReadonlyArray<Arrival> => {
  const [start, end] = [calendar.on(16, '10:00'), calendar.on(16, '11:00')]
  return [
    told(plusMicros(windowEndsAt, -1), 'tea-1us-to-go', { amount: inYen(15) }),
    told(windowEndsAt, 'tea-at-the-end', { amount: inYen(33) }),
    told(end, 'tea-hour-of-end', { amount: inYen(77), period: { start: formatInstant(start), end: formatInstant(end) } }),
  ]
}

const notAdvertisingInYenAndCash = (told: Told, { on }: Calendar): ReadonlyArray<Arrival> => [
  told(on(5, '00:00'), 'tea-vat', { amount: inYen(900), kind: 'tax' }),
  told(on(5, '00:01'), 'tea-service-fee', { amount: inYen(150), kind: 'fee' }),
  told(on(6, '11:20'), 'tea-top-up', { amount: inYen(5_000), kind: 'top_up' }),
  told(on(7, '20:14:07.115000'), 'tea-in-dollars', { amount: money(7_350_000n, 'USD') }),
  told(on(8, '12:31:55.402000'), 'tea-on-credit', { amount: inYen(300), funding: { credit: inYen(300) } }),
  told(on(8, '12:40:12.930000'), 'tea-part-credit', { amount: inYen(100), funding: { cash: inYen(40), credit: inYen(60) } }),
]

const toldTwice = (told: Told, { on }: Calendar): ReadonlyArray<Arrival> => {
  const [same, other] = [on(9, '18:22:40.771000'), on(10, '13:05:33.208000')]
  return [
    told(same, 'tea-told-twice', { amount: inYen(70) }),
    told(same, 'tea-told-twice', { amount: inYen(70) }, { at: plusMicros(same, days(1)), id: 'tea-told-twice-again' }),
    told(other, 'tea-two-versions', { amount: inYen(64) }),
    told(other, 'tea-two-versions', { amount: inYen(46) }, { at: plusMicros(other, days(1)), id: 'tea-two-versions-again' }),
  ]
}

const corrected = (told: Told, { on }: Calendar, adAccountId: string): ReadonlyArray<Arrival> => {
  const [retractedAt, refundedAt] = [on(9, '03:00'), on(12, '04:00')]
  const invalid = { adAccountId, reason: 'invalid_traffic' }
  return [
    told(on(6, '21:47:18.360000'), 'tea-taken-back', { amount: inYen(250) }),
    arrival(
      retractedAt,
      aboutSpend('SpendRetracted', retractedAt, { spendId: 'tea-taken-back', ...invalid }, 'tea-taken-back-retracted'),
    ),
    told(on(10, '19:11:02.044000'), 'tea-part-refund', { amount: inYen(120) }),
    arrival(
      refundedAt,
      aboutSpend('SpendAdjusted', refundedAt, { spendId: 'tea-part-refund', delta: inYen(-20), ...invalid }, 'tea-part-refund-1'),
    ),
  ]
}

const late = (told: Told, { on }: Calendar, adAccountId: string): ReadonlyArray<Arrival> => {
  const adjustedAt = on(22, '10:00')
  const adjustment = { spendId: 'tea-late', adAccountId, delta: inYen(1), reason: 'overdelivery' }
  return [
    told(on(15, '21:40:26.518000'), 'tea-late', { amount: inYen(48) }, { at: on(18, '09:00') }),
    told(on(13, '20:05:51.667000'), 'tea-too-late', { amount: inYen(52) }, { at: on(21, '09:00') }),
    arrival(adjustedAt, aboutSpend('SpendAdjusted', adjustedAt, adjustment, 'tea-late-adjusted')),
  ]
}

/** The lines of one account that try every clause of the rule: each boundary to the microsecond, each reason why spend does not count. */
export const storyLines = (
  calendar: Calendar,
  adAccountId: string,
  { activatedAt }: Pick<Advertiser, 'activatedAt'>,
): ReadonlyArray<Arrival> => {
  if (activatedAt === undefined) throw new Error('the story needs an activated coupon')
  const told = teller(adAccountId)
  const moments = { calendar, activatedAt, windowEndsAt: plusMicros(activatedAt, days(14)) }
  return [
    ...aroundActivation(told, moments),
    ...notAdvertisingInYenAndCash(told, calendar),
    ...toldTwice(told, calendar),
    ...corrected(told, calendar, adAccountId),
    ...aroundTheEnd(told, moments),
    ...late(told, calendar, adAccountId),
  ]
}
