import { ACTIVATED_AT, after, ISSUED_AT } from './times'

/** A structured CloudEvent as a producer sends it. */
export interface CloudEventJson {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly data: Readonly<Record<string, unknown>>
}

/** `id`, `source` and `time` override the envelope; every other field overrides `data`. */
export interface Overrides {
  readonly id?: string
  readonly source?: string
  readonly time?: string
  readonly [field: string]: unknown
}

export const COUPON = 'coupon-1'
export const ACCOUNT = 'account-1'
const PLATFORM = 'platform'

export const money = (amount: string, currency = 'JPY'): { readonly amount: string; readonly currency: string } => ({
  amount,
  currency,
})

/** Spend 10,000 JPY within 30 days, get 10,000 JPY. */
export const offer = (overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  offerId: 'offer-1',
  threshold: money('10000'),
  reward: money('10000'),
  spendWindow: 'P30D',
  ...overrides,
})

interface Defaults {
  readonly id: string
  readonly time: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Any event of the catalogue, at version 1. */
export const cloudEvent = (name: string, defaults: Defaults, { id, source, time, ...data }: Overrides = {}): CloudEventJson => ({
  specversion: '1.0',
  id: id ?? defaults.id,
  source: source ?? PLATFORM,
  type: `earnback.${name}.v1`,
  time: time ?? defaults.time,
  data: { ...defaults.data, ...data },
})

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

export const issued = (overrides: Overrides = {}): CloudEventJson => {
  const couponId = text(overrides.couponId, COUPON)
  return cloudEvent(
    'CodeIssued',
    { id: `${couponId}:issued`, time: ISSUED_AT, data: { couponId, code: 'SPRING2026', offer: offer() } },
    overrides,
  )
}

export const activated = (overrides: Overrides = {}): CloudEventJson => {
  const couponId = text(overrides.couponId, COUPON)
  const time = overrides.time ?? ACTIVATED_AT
  return cloudEvent(
    'CodeActivated',
    { id: `${couponId}:activated:${time}`, time, data: { couponId, adAccountId: ACCOUNT } },
    overrides,
  )
}

/** 100 JPY, one hour after the activation. */
export const spend = (overrides: Overrides = {}): CloudEventJson => {
  const spendId = text(overrides.spendId, 'spend-1')
  const data = { spendId, adAccountId: ACCOUNT, amount: money('100') }
  return cloudEvent('SpendRecorded', { id: spendId, time: after(ACTIVATED_AT, 1, 'hour'), data }, overrides)
}

/** Ten yen less, by default, two hours after the activation. */
export const adjusted = (overrides: Overrides = {}): CloudEventJson => {
  const spendId = text(overrides.spendId, 'spend-1')
  const data = { spendId, adAccountId: ACCOUNT, delta: money('-10') }
  return cloudEvent('SpendAdjusted', { id: `${spendId}:adjusted`, time: after(ACTIVATED_AT, 2, 'hour'), data }, overrides)
}

export const retracted = (overrides: Overrides = {}): CloudEventJson => {
  const spendId = text(overrides.spendId, 'spend-1')
  const data = { spendId, adAccountId: ACCOUNT }
  return cloudEvent('SpendRetracted', { id: `${spendId}:retracted`, time: after(ACTIVATED_AT, 2, 'hour'), data }, overrides)
}

/** A calculation run through an instant, made three hours after it. */
export const advanced = (through: string, overrides: Overrides = {}): CloudEventJson =>
  cloudEvent('CalculationAdvanced', { id: `run:${through}`, time: after(through, 3, 'hour'), data: { through } }, overrides)

const decidedAt = after(ACTIVATED_AT, 10, 'day')
const aboutCoupon = { couponId: COUPON, adAccountId: ACCOUNT }

export const thresholdMet = (overrides: Overrides = {}): CloudEventJson => {
  const data = {
    ...aboutCoupon,
    threshold: money('10000'),
    qualifyingSpend: money('10000'),
    metAt: decidedAt,
    confirmedAt: after(decidedAt, 3, 'hour'),
    crossingSpendId: 'spend-1',
    calculatedThrough: decidedAt,
  }
  return cloudEvent('ThresholdMet', { id: 'threshold-met', time: decidedAt, data }, overrides)
}

export const thresholdReverted = (overrides: Overrides = {}): CloudEventJson => {
  const data = { ...aboutCoupon, threshold: money('10000'), qualifyingSpend: money('9999') }
  return cloudEvent('ThresholdReverted', { id: 'threshold-reverted', time: after(decidedAt, 1, 'day'), data }, overrides)
}

export const creditGranted = (overrides: Overrides = {}): CloudEventJson => {
  const data = { ...aboutCoupon, creditId: 'credit-1', amount: money('10000') }
  return cloudEvent('CreditGranted', { id: 'granted', time: after(decidedAt, 4, 'hour'), data }, overrides)
}

/** All of the credit, none of it spent yet. */
export const creditWithdrawn = (overrides: Overrides = {}): CloudEventJson => {
  const data = {
    ...aboutCoupon,
    creditId: 'credit-1',
    requested: money('10000'),
    recovered: money('10000'),
    alreadySpent: money('0'),
    reason: 'policy_violation',
  }
  return cloudEvent('CreditWithdrawn', { id: 'withdrawn', time: after(decidedAt, 5, 'day'), data }, overrides)
}
