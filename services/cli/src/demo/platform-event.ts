import { formatInstant, formatMicros, type Instant, type Micros } from '@earnback/kernel'

/** One line of the platform's feed, and when it reaches us. Not every line is an event: real feeds hold broken ones too. */
export interface Arrival {
  readonly at: Instant
  readonly line: string
}

export interface Money {
  readonly amount: string
  readonly currency: string
}

export const money = (micros: Micros, currency: string): Money => ({ amount: formatMicros(micros), currency })

/** A structured CloudEvent as the advertising platform sends it. */
export interface PlatformEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly data: Readonly<Record<string, unknown>>
}

const PROMOTIONS = '/platform/promotions'
const SPEND = '/platform/spend'

const event = (
  name: string,
  source: string,
  id: string,
  occurredAt: Instant,
  data: Readonly<Record<string, unknown>>,
): PlatformEvent => ({
  specversion: '1.0',
  id,
  source,
  type: `earnback.${name}.v1`,
  time: formatInstant(occurredAt),
  data,
})

export const aboutPromotion = (
  name: string,
  id: string,
  occurredAt: Instant,
  data: Readonly<Record<string, unknown>>,
): PlatformEvent => event(name, PROMOTIONS, id, occurredAt, data)

/** Spend, an adjustment or a retraction. The event's own id differs from the spend id where one spend is told of twice. */
export const aboutSpend = (
  name: 'SpendRecorded' | 'SpendAdjusted' | 'SpendRetracted',
  occurredAt: Instant,
  data: Readonly<Record<string, unknown>> & { readonly spendId: string; readonly adAccountId: string },
  id = data.spendId,
): PlatformEvent => event(name, SPEND, id, occurredAt, data)

export const arrival = (at: Instant, sent: PlatformEvent): Arrival => ({ at, line: JSON.stringify(sent) })
