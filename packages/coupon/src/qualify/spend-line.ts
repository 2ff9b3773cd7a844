import { currencyNumber, type Instant, type Micros } from '@earnback/kernel'
import type { EventOf } from '../events/event'
import type { JudgedLine, Repeat, SpendKind } from './judge'

/** Where and when the log holds an event: its place in the order of knowledge. */
export interface Recorded {
  readonly position: number
  readonly recordedAt: Instant
}

/** One `SpendRecorded` of an account, as the rule sees it. */
export interface SpendLine extends Recorded {
  readonly source: string
  readonly id: string
  readonly spendId: string
  readonly occurredAt: Instant
  readonly period: { readonly start: Instant; readonly end: Instant } | undefined
  readonly kind: SpendKind
  readonly currency: string
  /** The recorded amount, in micros of the currency. */
  readonly amount: Micros
  /** The cash-funded amount less tax, never below zero (R14, R31). */
  readonly cash: Micros
  /** No breakdown of the funding was given, so all of it is taken for cash (R14). */
  readonly fundingAssumed: boolean
  readonly repeat: Repeat
}

/** A correction of a spend: a difference, or the whole taken back where `delta` is undefined. */
export interface Correction extends Recorded {
  readonly source: string
  readonly id: string
  readonly spendId: string
  readonly delta: { readonly micros: Micros; readonly currency: string } | undefined
}

export const spendKind = (kind: string | undefined): SpendKind => {
  if (kind === undefined || kind === 'ad_spend') return 'adSpend'
  return kind === 'tax' || kind === 'fee' ? 'taxOrFee' : 'other'
}

/** The cash-funded amount of a spend, less tax, never below zero (R14). */
export const cashFunded = ({ amount, funding, tax }: EventOf<'SpendRecorded'>['data']): Micros => {
  if (funding === undefined && tax === undefined) return amount.micros > 0n ? amount.micros : 0n
  const cash = funding?.cash?.micros ?? amount.micros - (funding?.credit?.micros ?? 0n)
  const net = cash - (tax?.micros ?? 0n)
  return net > 0n ? net : 0n
}

/** The same spend said twice is a repetition only when all that the rule or a person reads is equal (R37). */
export const saysTheSame = (one: EventOf<'SpendRecorded'>, other: EventOf<'SpendRecorded'>): boolean => {
  const facts = ({ occurredAt, data }: EventOf<'SpendRecorded'>): ReadonlyArray<unknown> => [
    occurredAt,
    data.amount.micros,
    data.amount.currency,
    data.kind ?? 'ad_spend',
    data.tax?.micros,
    data.funding?.cash?.micros,
    data.funding?.credit?.micros,
    data.period?.start,
    data.period?.end,
    data.campaignId,
  ]
  const others = facts(other)
  return facts(one).every((fact, index) => fact === others[index])
}

export const lineOf = (event: EventOf<'SpendRecorded'>, recorded: Recorded, repeat: Repeat): SpendLine => {
  const cash = cashFunded(event.data)
  return {
    position: recorded.position,
    recordedAt: recorded.recordedAt,
    source: event.source,
    id: event.id,
    spendId: event.data.spendId,
    occurredAt: event.occurredAt,
    period: event.data.period,
    kind: spendKind(event.data.kind),
    currency: event.data.amount.currency,
    amount: event.data.amount.micros,
    cash,
    fundingAssumed: event.data.funding === undefined,
    repeat,
  }
}

export const correctionOf = (event: EventOf<'SpendAdjusted'> | EventOf<'SpendRetracted'>, recorded: Recorded): Correction => ({
  position: recorded.position,
  recordedAt: recorded.recordedAt,
  source: event.source,
  id: event.id,
  spendId: event.data.spendId,
  delta: event.name === 'SpendAdjusted' ? event.data.delta : undefined,
})

export const judgedLine = (line: SpendLine, known: Pick<JudgedLine, 'retracted' | 'late' | 'covered'>): JudgedLine => ({
  repeat: line.repeat,
  occurredAt: line.occurredAt,
  hasPeriod: line.period !== undefined,
  periodStart: line.period?.start ?? line.occurredAt,
  periodEnd: line.period?.end ?? line.occurredAt,
  kind: line.kind,
  currency: currencyNumber(line.currency),
  cashFunded: line.cash > 0n || line.amount === 0n,
  ...known,
})

/** The order in which spend adds up: by event time, ties by source and id. */
export const inSumOrder = (one: SpendLine, other: SpendLine): number => {
  if (one.occurredAt !== other.occurredAt) return one.occurredAt - other.occurredAt
  if (one.source !== other.source) return one.source < other.source ? -1 : 1
  if (one.id !== other.id) return one.id < other.id ? -1 : 1
  return 0
}
