import { draw, drawFraction, hex32 } from './draw'
import type { CodeActivated, CodeIssued } from './events'
import { instantText } from './text'

export const MONTH_STARTS_AT = Date.UTC(2025, 2, 1) * 1000
export const DAY_MICROS = 86_400_000_000
export const MONTH_MICROS = 30 * DAY_MICROS
export const CURRENCY = 'MYR'

const ACTIVATION = 101
const ISSUED_BEFORE = 102
const CODE = 103
const EVENT_ID = 104

export type Coupon = {
  readonly account: number
  readonly couponId: string
  readonly adAccountId: string
  readonly code: string
  readonly windowDays: number
  readonly issuedAt: number
  readonly activatedAt: number
  readonly windowEndsAt: number
}

const ordinalText = (ordinal: number): string => `${ordinal}`.padStart(6, '0')

/** One coupon per account. Every third window is short enough to end inside the month, so that the end has to be looked at. */
export const couponAt = (account: number): Coupon => {
  const windowDays = account % 3 === 0 ? 10 : 30
  const activatedAt = MONTH_STARTS_AT + Math.floor(drawFraction(account, ACTIVATION) * (MONTH_MICROS / 2))
  const issuedAt = activatedAt - Math.floor((1 + 12 * drawFraction(account, ISSUED_BEFORE)) * DAY_MICROS)
  return {
    account,
    couponId: `cp-${ordinalText(account)}`,
    adAccountId: `aa-${ordinalText(account)}`,
    code: `GET${hex32(draw(account, CODE)).toUpperCase()}`,
    windowDays,
    issuedAt,
    activatedAt,
    windowEndsAt: activatedAt + windowDays * DAY_MICROS,
  }
}

const envelope = (account: number, name: string, at: number) =>
  ({
    specversion: '1.0',
    id: `${name}-${hex32(draw(account, EVENT_ID))}-${ordinalText(account)}`,
    source: '/ads/coupons',
    time: instantText(at),
  }) as const

const codeIssued = (coupon: Coupon): CodeIssued => ({
  ...envelope(coupon.account, 'issued', coupon.issuedAt),
  type: 'earnback.CodeIssued.v1',
  data: {
    couponId: coupon.couponId,
    code: coupon.code,
    offer: {
      offerId: `spend-2000-get-2000-p${coupon.windowDays}d`,
      threshold: { amount: '2000', currency: CURRENCY },
      reward: { amount: '2000', currency: CURRENCY },
      spendWindow: `P${coupon.windowDays}D`,
      activationWindow: 'P14D',
      market: 'MY',
      channel: 'email',
      dayCount: 'elapsed',
    },
    activationDeadline: instantText(coupon.issuedAt + 14 * DAY_MICROS),
  },
})

const codeActivated = (coupon: Coupon): CodeActivated => ({
  ...envelope(coupon.account, 'activated', coupon.activatedAt),
  type: 'earnback.CodeActivated.v1',
  data: { couponId: coupon.couponId, adAccountId: coupon.adAccountId, code: coupon.code },
})

export const couponEvents = (coupon: Coupon): readonly [CodeIssued, CodeActivated] => [codeIssued(coupon), codeActivated(coupon)]
