import { DAY, decimal, HOUR, lengthOf, momentIn, RECEIPT, rfc3339, type Scene } from './scene'
import type { ActivationSpec, AdjustmentSpec, AMOUNTS, CouponSpec, EchoSpec, RetractionSpec, RunSpec, SpendSpec } from './specs'
import type { CloudEventJson, JsonObject } from './stored'

export type Scenes = readonly [Scene, Scene]

/** An event and when it arrives among the others; equal numbers keep the order in which they were made. */
export type Arrival = { readonly arrivesAt: number; readonly event: CloudEventJson }

const ACCOUNTS = ['acc-1', 'acc-2'] as const

/** The coupons that a generated history may hold; the second is there in half of them. */
export const COUPON_IDS = ['c-1', 'c-2'] as const

/** One coupon of a history: the first is always on the first account, the second there or on the other. */
export type Promotion = { readonly index: 0 | 1; readonly account: 0 | 1; readonly coupon: CouponSpec }

const otherThan = (account: 0 | 1): 0 | 1 => (account === 0 ? 1 : 0)

const eventOf = (name: string, id: string, source: string, time: string, data: JsonObject): CloudEventJson => ({
  specversion: '1.0',
  id,
  source,
  type: `earnback.${name}.v1`,
  time,
  data,
})

const money = (micros: bigint, currency: string, padded = false): JsonObject => ({
  amount: decimal(micros, padded),
  currency,
})

export const sceneOf = (coupon: CouponSpec): Scene => {
  const receivedAt = RECEIPT + coupon.startsAfterHours * HOUR
  const activatedAt = receivedAt + coupon.activatesAfterHours * HOUR
  const computedDeadline = receivedAt + lengthOf(coupon.activationWindow ?? 'P2W')
  return {
    receivedAt,
    activationDeadline: coupon.printedDeadline === 'sooner' ? computedDeadline - HOUR : computedDeadline,
    activatedAt,
    windowEndsAt: activatedAt + lengthOf(coupon.spendWindow),
    offerLateness: coupon.allowedLateness,
  }
}

export const issued = ({ coupon, index }: Promotion, scenes: Scenes): readonly Arrival[] => {
  const { receivedAt, activationDeadline } = scenes[index]
  const { activationWindow, allowedLateness, receiptBasis, issueArrivesAt, issues } = coupon
  const offer = {
    offerId: `offer-${index}`,
    threshold: money(coupon.threshold, coupon.currency),
    reward: money(coupon.threshold, coupon.currency),
    spendWindow: coupon.spendWindow,
    ...(activationWindow === undefined ? {} : { activationWindow }),
    ...(allowedLateness === undefined ? {} : { allowedLateness }),
  }
  const data = {
    couponId: COUPON_IDS[index],
    code: `EARN${index}BACK`,
    offer,
    ...(receiptBasis === 'time' ? {} : { [receiptBasis]: rfc3339(receivedAt, 'tokyo') }),
    ...(coupon.printedDeadline === 'none' ? {} : { activationDeadline: rfc3339(activationDeadline) }),
  }
  const time = rfc3339(receiptBasis === 'time' ? receivedAt : receivedAt - HOUR)
  const first = { arrivesAt: issueArrivesAt, event: eventOf('CodeIssued', `issue-${index}`, '/codes', time, data) }
  if (issues === 'none') return []
  if (issues === 'one') return [first]
  const again = issues === 'conflicting' ? { ...data, offer: { ...offer, threshold: money(1n, coupon.currency) } } : data
  return [first, { arrivesAt: 500, event: eventOf('CodeIssued', `issue-${index}-again`, '/codes', time, again) }]
}

export const activated = (promotion: Promotion, spec: ActivationSpec, nth: number, scenes: Scenes): Arrival => {
  const { account, coupon, index } = promotion
  const time = momentIn(scenes, { ...spec.moment, ofSecond: index === 1 })
  const end = time + lengthOf(coupon.spendWindow) + (spec.windowEnd === 'stated longer' ? HOUR : 0n)
  const data = {
    couponId: COUPON_IDS[index],
    adAccountId: ACCOUNTS[spec.isOtherAccount ? otherThan(account) : account],
    ...(spec.windowEnd === 'computed' ? {} : { windowEndsAt: rfc3339(end) }),
  }
  const id = `activation-${index}-${nth}`
  return { arrivesAt: spec.arrivesAt, event: eventOf('CodeActivated', id, '/codes', rfc3339(time, spec.style), data) }
}

const amountOf = (part: (typeof AMOUNTS)[number], threshold: bigint): bigint =>
  ({
    T: threshold,
    'T-1': threshold - 1n,
    'T+1': threshold + 1n,
    'T/2': threshold / 2n,
    'T/2-1': threshold / 2n - 1n,
    'T/2+1': threshold / 2n + 1n,
    'T/4': threshold / 4n,
    '1': 1n,
    '0': 0n,
    impression: 2_940n,
  })[part]

const fundingOf = (spec: SpendSpec, whole: bigint): JsonObject => {
  const [half, rest] = [money(whole / 2n, spec.currency), money(whole - whole / 2n, spec.currency)]
  switch (spec.funding) {
    case 'none':
      return {}
    case 'cash':
      return { funding: { cash: money(whole, spec.currency, true) } }
    case 'mixed':
      return { funding: { cash: half, credit: rest } }
    case 'credit':
      return { funding: { credit: money(whole, spec.currency) } }
    case 'half credit, no cash stated':
      return { funding: { credit: half } }
    case 'half cash, no credit stated':
      return { funding: { cash: half } }
  }
}

const taxOf = (spec: SpendSpec, whole: bigint): JsonObject => {
  if (spec.tax === 'none') return {}
  const smaller = whole < 1n ? whole : 1n
  return { tax: money(spec.tax === 'all' ? whole : spec.tax === 'half' ? whole / 2n : smaller, spec.currency) }
}

/** Start before end and the time between them, as ingestion demands; equal moments make a period of an hour. */
const timesOf = (spec: SpendSpec, scenes: Scenes): { readonly time: bigint; readonly period: JsonObject } => {
  if (spec.period === undefined) return { time: momentIn(scenes, spec.moment), period: {} }
  const [one, other] = [momentIn(scenes, spec.period.from), momentIn(scenes, spec.period.to)]
  const start = one < other ? one : other
  const end = one === other ? start + HOUR : one < other ? other : one
  const time = { start, middle: (start + end) / 2n, end }[spec.period.time]
  return { time, period: { period: { start: rfc3339(start, 'tokyo'), end: rfc3339(end) } } }
}

/** Ids mix cases because code-unit order and a locale's order differ there. */
const spendEventId = (index: number): string => `${index % 2 === 0 ? 'b' : 'C'}-${index}`

export const spent = (spec: SpendSpec, index: number, threshold: bigint, scenes: Scenes): Arrival => {
  const whole = amountOf(spec.part, threshold)
  const { time, period } = timesOf(spec, scenes)
  const data = {
    spendId: `s-${index}`,
    adAccountId: ACCOUNTS[spec.account],
    amount: money(whole, spec.currency),
    ...(spec.kind === undefined ? {} : { kind: spec.kind }),
    ...taxOf(spec, whole),
    ...fundingOf(spec, whole),
    ...period,
  }
  const event = eventOf('SpendRecorded', spendEventId(index), spec.source, rfc3339(time, spec.style), data)
  return { arrivesAt: spec.arrivesAt, event }
}

/** The same spend id under another identity. Changes of time concern point records only, which stay valid so. */
export const echoed = (spec: EchoSpec, nth: number, spends: readonly Arrival[]): readonly Arrival[] => {
  const original = spends[spec.of % Math.max(spends.length, 1)]?.event
  if (original === undefined) return []
  const { data } = original
  const another = { ...original, id: `${spec.of % 2 === 0 ? 'A' : 'z'}-echo-${nth}` }
  const changed = (changes: JsonObject): CloudEventJson => ({ ...another, data: { ...data, ...changes } })
  const { amount, currency } = data['amount'] as { readonly amount: string; readonly currency: string }
  const padded = {
    amount: amount.includes('.') ? amount.padEnd(amount.indexOf('.') + 7, '0') : `${amount}.000000`,
    currency,
  }
  const events = {
    same: another,
    rewritten: changed({ amount: padded, importedBy: 'csv' }),
    'other amount': changed({ amount: { amount: `1${amount}`, currency } }),
    'other time': data['period'] === undefined ? { ...another, time: rfc3339(RECEIPT + DAY / 2n) } : another,
    'other account': changed({ adAccountId: ACCOUNTS[data['adAccountId'] === ACCOUNTS[0] ? 1 : 0] }),
  }
  return [{ arrivesAt: spec.arrivesAt, event: events[spec.how] }]
}

type News = { readonly spendId: string; readonly adAccountId: string; readonly currency: string }

const newsOf = (of: 'unknown' | number, spends: readonly Arrival[]): News => {
  const data = of === 'unknown' ? undefined : spends[of % Math.max(spends.length, 1)]?.event.data
  const currency = (data?.['amount'] as { readonly currency: string } | undefined)?.currency ?? 'JPY'
  const [spendId, adAccountId] = [data?.['spendId'] ?? 's-unknown', data?.['adAccountId'] ?? ACCOUNTS[0]]
  return { spendId: String(spendId), adAccountId: String(adAccountId), currency }
}

/** Adjustments, retractions and runs share ids on purpose: only source and id together name an event. */
export const adjusted = (
  spec: AdjustmentSpec,
  nth: number,
  threshold: bigint,
  spends: readonly Arrival[],
  scenes: Scenes,
): Arrival => {
  const { spendId, adAccountId, currency } = newsOf(spec.of, spends)
  const deltaCurrency = spec.isOtherCurrency ? (currency === 'JPY' ? 'USD' : 'JPY') : currency
  const delta = money(spec.sign * amountOf(spec.part, threshold), deltaCurrency)
  const data = { spendId, adAccountId, delta, reason: 'invalid_traffic' }
  const time = rfc3339(momentIn(scenes, spec.moment))
  return { arrivesAt: spec.arrivesAt, event: eventOf('SpendAdjusted', `n-${nth}`, '/feed/adjustments', time, data) }
}

export const retracted = (spec: RetractionSpec, nth: number, spends: readonly Arrival[], scenes: Scenes): Arrival => {
  const { spendId, adAccountId } = newsOf(spec.of, spends)
  const data = { spendId, adAccountId, reason: 'error' }
  const time = rfc3339(momentIn(scenes, spec.moment))
  return { arrivesAt: spec.arrivesAt, event: eventOf('SpendRetracted', `n-${nth}`, '/feed/retractions', time, data) }
}

export const advanced = (spec: RunSpec, nth: number, scenes: Scenes): Arrival => {
  const through = momentIn(scenes, spec.through, spec.allowedLateness)
  const { allowedLateness } = spec
  const data = {
    through: rfc3339(through),
    lag: 'PT3H',
    ...(allowedLateness === undefined ? {} : { allowedLateness }),
  }
  const time = rfc3339(through + 3n * HOUR)
  return { arrivesAt: spec.arrivesAt, event: eventOf('CalculationAdvanced', `n-${nth}`, '/runs', time, data) }
}
