import { plusMicros } from '@earnback/kernel'
import { type Advertiser, CENT, MICRO, UNIT, units } from './advertiser'
import { type Calendar, minutes } from './calendar'

/** Charged by the impression, to the micro-dollar. Credited, and then a refund takes it below its threshold. */
export const soap = ({ on }: Calendar): Advertiser => ({
  couponId: 'austin-soap',
  prefix: 'soap',
  code: 'SOAP250US',
  market: 'US',
  currency: 'USD',
  utcOffsetHours: -5,
  grain: MICRO,
  threshold: units(250),
  reward: units(150),
  spendWindow: 'P14D',
  receivedAt: on(2, '06:00'),
  activatedAt: on(3, '01:12:09.500001'),
  spend: [{ from: on(3, '01:15'), to: on(15, '12:00'), lines: 352, total: 245_412_907n }],
})

/** Credited, and withdrawn for a violation. */
export const surf = ({ on, end }: Calendar): Advertiser => ({
  couponId: 'manila-surf',
  prefix: 'surf',
  code: 'SURF5000PH',
  market: 'PH',
  currency: 'PHP',
  utcOffsetHours: 8,
  grain: CENT,
  threshold: units(5_000),
  reward: units(5_000),
  spendWindow: 'P30D',
  receivedAt: on(0, '18:00'),
  activatedAt: on(4, '09:05:00.000000'),
  spend: [{ from: on(4, '09:10'), to: plusMicros(end, -minutes(30)), lines: 372, total: units(8_455) + 30n * CENT }],
})

/** Met its threshold while a violation was being looked at, so that nothing is granted yet. */
export const silk = ({ on, end }: Calendar): Advertiser => ({
  couponId: 'chiangmai-silk',
  prefix: 'silk',
  code: 'SILK2000TH',
  market: 'TH',
  currency: 'THB',
  utcOffsetHours: 7,
  grain: CENT,
  threshold: units(2_000),
  reward: units(2_000),
  spendWindow: 'P30D',
  receivedAt: on(1, '12:00'),
  activatedAt: on(5, '10:20:00.000000'),
  spend: [{ from: on(5, '10:30'), to: plusMicros(end, -minutes(30)), lines: 240, total: units(3_140) + 25n * CENT }],
})

/** The platform withheld the reward before it was earned. */
export const batik = ({ on, end }: Calendar): Advertiser => ({
  couponId: 'bandung-batik',
  prefix: 'batik',
  code: 'BATIK300ID',
  market: 'ID',
  currency: 'IDR',
  utcOffsetHours: 7,
  grain: UNIT,
  threshold: units(300_000),
  reward: units(300_000),
  spendWindow: 'P30D',
  receivedAt: on(2, '09:00'),
  activatedAt: on(6, '15:45:12.000003'),
  spend: [{ from: on(6, '16:00'), to: plusMicros(end, -minutes(30)), lines: 210, total: units(341_500) }],
})

/** Credited, and the credit paid for later charges to the last unit. */
export const lanterns = ({ on, end }: Calendar): Advertiser => ({
  couponId: 'hoian-lanterns',
  prefix: 'lanterns',
  code: 'LANTERN250',
  market: 'VN',
  currency: 'VND',
  utcOffsetHours: 7,
  grain: UNIT,
  threshold: units(250_000),
  reward: units(100_000),
  spendWindow: 'P14D',
  receivedAt: on(0, '10:00'),
  activatedAt: on(1, '09:00:00.000000'),
  spend: [{ from: on(1, '09:10'), to: plusMicros(end, -minutes(30)), lines: 260, total: units(612_000) }],
})
