import type { ActivationRequest } from '@earnback/coupon'
import { formatInstant, type Instant, parseInstant, plusMicros } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { adAccountOf, type Advertiser } from './advertiser'
import { advertisers } from './advertisers'
import { brokenLines } from './broken-lines'
import {
  type Calendar,
  calendarUntil,
  DELIVERY_EVERY_HOURS,
  hours,
  LAST_RUN_BEFORE_END_HOURS,
  minutes,
  MONTH_DAYS,
  RUN_EVERY_HOURS,
} from './calendar'
import { aboutPromotion, aboutSpend, type Arrival, arrival, money } from './platform-event'
import { busyTimes, unevenParts } from './rhythm'
import { seeded } from './seeded'
import { COUNTED_ODDITIES, storyLines } from './story-lines'
import { turns } from './turns'

const SEED_DEFAULT = 2026_09
/** Every so many ordinary lines one is delivered a second time, as any feed that promises "at least once" does. */
const REDELIVERED_EVERY = 211

/** What happens at one moment of the month: what the feed delivers first, then a calculation run where one is due. */
export interface Step {
  readonly at: Instant
  readonly lines: ReadonlyArray<string>
  /** What advertisers ask the engine to activate, after the delivery. */
  readonly requests: ReadonlyArray<ActivationRequest>
  readonly isRunDue: boolean
}

export interface Month {
  readonly start: Instant
  readonly end: Instant
  readonly steps: ReadonlyArray<Step>
  /** In the order in which they are listed. */
  readonly couponIds: ReadonlyArray<string>
  /** The coupon whose lines try every clause of the rule. */
  readonly storyOf: string
  /** An instant at which less was known of the story: its window had ended, and a late line had not come yet. */
  readonly lookBackTo: Instant
}

const fixed = (text: string): Instant => {
  const parsed = parseInstant(text)
  if (E.isLeft(parsed)) throw new Error(`not an instant: ${text}`)
  return parsed.right
}

/** September 2026 in Tokyo: in the past, so that what the demo shows never depends on when it is run. */
const MONTH_END_DEFAULT = fixed('2026-10-01T00:00:00+09:00')

const promotion = ({ couponId, code, market, currency, ...of }: Advertiser): ReadonlyArray<Arrival> => {
  const adAccountId = adAccountOf(couponId)
  const businessAccountId = `biz-${couponId}`
  const offer = {
    offerId: `${currency.toLowerCase()}-autumn`,
    threshold: money(of.threshold, currency),
    reward: money(of.reward, currency),
    spendWindow: of.spendWindow,
    market,
    channel: market === 'US' || market === 'PH' ? 'managed_sales' : 'email',
  }
  const data = { couponId, code, offer, recipient: { businessAccountId }, receivedAt: formatInstant(of.receivedAt) }
  const issued = arrival(of.receivedAt, aboutPromotion('CodeIssued', `${couponId}-issued`, of.receivedAt, data))
  if (of.activatedAt === undefined) return [issued]
  const activation = aboutPromotion('CodeActivated', `${couponId}-activated`, of.activatedAt, {
    couponId,
    adAccountId,
    businessAccountId,
    code,
  })
  return [issued, arrival(plusMicros(of.activatedAt, minutes(1)), activation)]
}

const ordinarySpend = (draw: () => number, advertiser: Advertiser): ReadonlyArray<Arrival> => {
  const { couponId, currency, grain, prefix, utcOffsetHours } = advertiser
  const lines = advertiser.spend.flatMap(({ from, to, lines: count, total }) => {
    const amounts = unevenParts(draw, count, { total, grain })
    return busyTimes(draw, count, { from, to, utcOffsetHours }).map((occurredAt, index) => ({
      occurredAt,
      micros: amounts[index] ?? 0n,
    }))
  })
  return lines.flatMap(({ occurredAt, micros }, index) => {
    const spendId = `${prefix}-${String(index + 1).padStart(4, '0')}`
    const spend = aboutSpend('SpendRecorded', occurredAt, {
      spendId,
      adAccountId: adAccountOf(couponId),
      amount: money(micros, currency),
    })
    const arrived = arrival(plusMicros(occurredAt, Math.floor(minutes(1 + draw() * 19))), spend)
    const isToldAgain = (index + 1) % REDELIVERED_EVERY === 0
    return isToldAgain ? [arrived, { ...arrived, at: plusMicros(arrived.at, hours(4)) }] : [arrived]
  })
}

/** An advertiser asks before the account is ready, and is refused with every reason (R10). */
const requestsAt = ({ on }: Calendar, at: Instant): ReadonlyArray<ActivationRequest> =>
  at === on(25, '12:00')
    ? [{ typedCode: 'KNIVES20K', adAccountId: adAccountOf('kyoto-knives'), at, idempotencyKey: undefined }]
    : []

/** The month cut into the feed's deliveries; what arrives after the last of them is not known yet. */
const stepsOf = (calendar: Calendar, arrivals: ReadonlyArray<Arrival>): ReadonlyArray<Step> => {
  const { start } = calendar
  const inOrder = [...arrivals].sort((one, other) => one.at - other.at)
  const deliveries = (MONTH_DAYS * 24) / DELIVERY_EVERY_HOURS
  let next = 0
  return Array.from({ length: deliveries }, (_, index) => {
    const hour = (index + 1) * DELIVERY_EVERY_HOURS
    const at = plusMicros(start, hours(hour))
    const from = next
    while ((inOrder[next]?.at ?? Infinity) <= at) next++
    const isRunDue = (MONTH_DAYS * 24 - LAST_RUN_BEFORE_END_HOURS - hour) % RUN_EVERY_HOURS === 0
    const lines = inOrder.slice(from, next).map(({ line }) => line)
    return { at, lines, requests: requestsAt(calendar, at), isRunDue }
  })
}

/** Thirty days of thirteen advertisers, with every case of the rule among them. The same end and seed give the same month, byte for byte. */
export const generateMonth = ({
  end = MONTH_END_DEFAULT,
  seed = SEED_DEFAULT,
}: { end?: Instant | undefined; seed?: number | undefined } = {}): Month => {
  const calendar = calendarUntil(end)
  const draw = seeded(seed)
  const cast = advertisers(calendar, COUNTED_ODDITIES)
  const [story] = cast
  if (story === undefined) throw new Error('a month without an advertiser')
  const account = adAccountOf(story.couponId)
  const arrivals = [
    ...cast.flatMap(promotion),
    ...cast.flatMap((advertiser) => ordinarySpend(draw, advertiser)),
    ...storyLines(calendar, account, story),
    ...turns(calendar),
    ...brokenLines(calendar, account),
  ]
  return {
    start: calendar.start,
    end,
    steps: stepsOf(calendar, arrivals),
    couponIds: cast.map(({ couponId }) => couponId),
    storyOf: story.couponId,
    lookBackTo: calendar.on(17, '21:00'),
  }
}
