import { type Micros, plusMicros } from '@earnback/kernel'
import { type Advertiser, CENT, UNIT, units } from './advertiser'
import { CALCULATION_LAG_HOURS, type Calendar, days, hours, LAST_RUN_BEFORE_END_HOURS, minutes } from './calendar'
import { batik, lanterns, silk, soap, surf } from './turned-advertisers'

/** The coupon of the story: it misses its threshold by one yen. `oddities` are what its odd lines add to the sum. */
const tea = ({ on, end }: Calendar, oddities: Micros): Advertiser => {
  const activatedAt = on(2, '10:15:30.250417')
  const windowEndsAt = plusMicros(activatedAt, days(14))
  const threshold = units(10_000)
  return {
    couponId: 'sakura-tea',
    prefix: 'tea',
    code: 'SAKURA10K',
    market: 'JP',
    currency: 'JPY',
    utcOffsetHours: 9,
    grain: UNIT,
    threshold,
    reward: units(10_000),
    spendWindow: 'P14D',
    receivedAt: on(0, '09:00'),
    activatedAt,
    spend: [
      { from: on(0, '12:00'), to: plusMicros(activatedAt, -minutes(10)), lines: 48, total: units(1_431) },
      {
        from: plusMicros(activatedAt, minutes(1)),
        to: plusMicros(windowEndsAt, -minutes(5)),
        lines: 318,
        total: threshold - units(1) - oddities,
      },
      { from: plusMicros(windowEndsAt, minutes(5)), to: plusMicros(end, -minutes(30)), lines: 96, total: units(2_904) },
    ],
  }
}

const shoes = ({ on, end }: Calendar): Advertiser => ({
  couponId: 'hanoi-shoes',
  prefix: 'shoes',
  code: 'SHOES500VN',
  market: 'VN',
  currency: 'VND',
  utcOffsetHours: 7,
  grain: UNIT,
  threshold: units(500_000),
  reward: units(500_000),
  spendWindow: 'P30D',
  receivedAt: on(0, '08:30'),
  activatedAt: on(1, '14:02:11.733000'),
  spend: [{ from: on(0, '10:00'), to: plusMicros(end, -minutes(30)), lines: 540, total: units(774_000) }],
})

/** Reaches its threshold after the last run has looked: what is calculated falls short, what is reported does not. */
const bikes = ({ on, end }: Calendar): Advertiser => {
  const calculatedThrough = plusMicros(end, -hours(LAST_RUN_BEFORE_END_HOURS + CALCULATION_LAG_HOURS))
  const activatedAt = on(8, '11:45:00.004500')
  return {
    couponId: 'taipei-bikes',
    prefix: 'bikes',
    code: 'BIKES3000',
    market: 'TW',
    currency: 'TWD',
    utcOffsetHours: 8,
    grain: CENT,
    threshold: units(3_000),
    reward: units(3_000),
    spendWindow: 'P30D',
    receivedAt: on(6, '10:00'),
    activatedAt,
    spend: [
      { from: on(7), to: plusMicros(activatedAt, -minutes(5)), lines: 22, total: units(188) },
      { from: activatedAt, to: plusMicros(calculatedThrough, -minutes(30)), lines: 372, total: units(2_931) },
      {
        from: plusMicros(calculatedThrough, minutes(1)),
        to: plusMicros(end, -minutes(30)),
        lines: 11,
        total: units(96) + 50n * CENT,
      },
    ],
  }
}

/** Activated on the thirteenth day after receipt, and still has its whole window (R25). */
const coffee = ({ on, end }: Calendar): Advertiser => ({
  couponId: 'saigon-phin',
  prefix: 'phin',
  code: 'PHIN2026VN',
  market: 'VN',
  currency: 'VND',
  utcOffsetHours: 7,
  grain: UNIT,
  threshold: units(400_000),
  reward: units(200_000),
  spendWindow: 'P31D',
  receivedAt: on(1, '09:00'),
  activatedAt: on(14, '19:30:05.120000'),
  spend: [{ from: on(14, '08:00'), to: plusMicros(end, -minutes(30)), lines: 352, total: units(243_000) }],
})

/** Its window has ended short of the threshold, and late news may still count. */
const spa = ({ on, end }: Calendar): Advertiser => ({
  couponId: 'bangkok-spa',
  prefix: 'spa',
  code: 'SPA3000TH',
  market: 'TH',
  currency: 'THB',
  utcOffsetHours: 7,
  grain: CENT,
  threshold: units(3_000),
  reward: units(3_000),
  spendWindow: 'P14D',
  receivedAt: on(12, '16:00'),
  activatedAt: on(14, '13:20:41.009000'),
  spend: [
    { from: on(14, '13:25'), to: on(28, '13:15'), lines: 322, total: units(2_846) + 75n * CENT },
    { from: on(28, '13:25'), to: plusMicros(end, -minutes(30)), lines: 38, total: units(331) },
  ],
})

/** Activated one microsecond after its deadline. */
const books = ({ on, end }: Calendar): Advertiser => {
  const receivedAt = on(2, '11:00:00.000000')
  return {
    couponId: 'penang-books',
    prefix: 'books',
    code: 'BOOKS400MY',
    market: 'MY',
    currency: 'MYR',
    utcOffsetHours: 8,
    grain: CENT,
    threshold: units(400),
    reward: units(400),
    spendWindow: 'P30D',
    receivedAt,
    activatedAt: plusMicros(receivedAt, days(14) + 1),
    spend: [{ from: on(16, '12:00'), to: plusMicros(end, -minutes(30)), lines: 126, total: units(287) }],
  }
}

const neverUsed = ({ on }: Calendar): Advertiser => ({
  couponId: 'jakarta-kopi',
  prefix: 'kopi',
  code: 'KOPI400ID',
  market: 'ID',
  currency: 'IDR',
  utcOffsetHours: 7,
  grain: UNIT,
  threshold: units(400_000),
  reward: units(400_000),
  spendWindow: 'P30D',
  receivedAt: on(3, '10:00'),
  spend: [],
})

const justReceived = ({ on }: Calendar): Advertiser => ({
  couponId: 'kyoto-knives',
  prefix: 'knives',
  code: 'KNIVES20K',
  market: 'JP',
  currency: 'JPY',
  utcOffsetHours: 9,
  grain: UNIT,
  threshold: units(20_000),
  reward: units(15_000),
  spendWindow: 'P30D',
  receivedAt: on(24, '10:00'),
  spend: [],
})

/** Everybody in the month, in the order in which the demo lists them. */
export const advertisers = (calendar: Calendar, teaOddities: Micros): ReadonlyArray<Advertiser> => [
  tea(calendar, teaOddities),
  ...[bikes, coffee, spa, shoes, lanterns, soap, silk, batik, surf, books, neverUsed, justReceived].map((advertiser) =>
    advertiser(calendar),
  ),
]
