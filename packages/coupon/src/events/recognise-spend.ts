import { type Amount, type Instant, isCurrency, parseInstant, parseMicros, TEXT_CHARS_MAX } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { EventOf } from './event'
import { inconsistency } from './inconsistency'
import { plainFields, PlainJson, type ReadPlain } from './plain-json'
import type { SpendRecorded } from './spend-recorded'
import { currentVersion, UPCASTS } from './upcast'

type Writable<A> = { -readonly [K in keyof A]: A[K] }

const string: ReadPlain<string> = (json) => json.string()

const text: ReadPlain<string> = (json) => {
  const found = json.string()
  return found === undefined || found.length === 0 || found.length > TEXT_CHARS_MAX ? undefined : found
}

const literal =
  (expected: string): ReadPlain<string> =>
  (json) =>
    json.string() === expected ? expected : undefined

const instant: ReadPlain<Instant> = (json) => {
  const found = json.string()
  const read = found === undefined ? undefined : parseInstant(found)
  return read === undefined || E.isLeft(read) ? undefined : read.right
}

const micros: ReadPlain<bigint> = (json) => {
  const found = json.string()
  const read = found === undefined ? undefined : parseMicros(found)
  return read === undefined || E.isLeft(read) || read.right < 0n ? undefined : read.right
}

const currency: ReadPlain<string> = (json) => {
  const found = json.string()
  return found !== undefined && isCurrency(found) ? found : undefined
}

const AMOUNT = plainFields({ amount: micros, currency })

const amount: ReadPlain<Amount> = (json) => {
  const [found, of] = (json.object(AMOUNT) ?? []) as [bigint?, string?]
  return found === undefined || of === undefined ? undefined : { micros: found, currency: of }
}

const FUNDING = plainFields({ cash: amount, credit: amount })

const funding: ReadPlain<SpendRecorded['funding']> = (json) => {
  const found = json.object(FUNDING) as [Amount?, Amount?] | undefined
  if (found === undefined) return undefined
  const [cash, credit] = found
  return { ...(cash === undefined ? {} : { cash }), ...(credit === undefined ? {} : { credit }) }
}

const PERIOD = plainFields({ start: instant, end: instant })

const period: ReadPlain<SpendRecorded['period']> = (json) => {
  const [start, end] = (json.object(PERIOD) ?? []) as [Instant?, Instant?]
  return start === undefined || end === undefined ? undefined : { start, end }
}

const DATA = plainFields({ spendId: text, adAccountId: text, amount, campaignId: text, kind: text, tax: amount, funding, period })

type DataValues = [string?, string?, Amount?, string?, string?, Amount?, SpendRecorded['funding']?, SpendRecorded['period']?]

const data: ReadPlain<SpendRecorded> = (json) => {
  const [spendId, adAccountId, spent, campaignId, kind, tax, paidFrom, during] = (json.object(DATA) ?? []) as DataValues
  if (spendId === undefined || adAccountId === undefined || spent === undefined) return undefined
  const found: SpendRecorded = { spendId, adAccountId, amount: spent }
  if (campaignId !== undefined) found.campaignId = campaignId
  if (kind !== undefined) found.kind = kind
  if (tax !== undefined) found.tax = tax
  if (paidFrom !== undefined) found.funding = paidFrom
  if (during !== undefined) found.period = during
  return found
}

const ENVELOPE = plainFields({
  specversion: literal('1.0'),
  id: text,
  source: text,
  type: literal(`earnback.SpendRecorded.v${currentVersion(UPCASTS, 'SpendRecorded')}`),
  time: instant,
  data,
  subject: text,
  reportedat: instant,
  datacontenttype: string,
  dataschema: string,
})

type EnvelopeValues = [string?, string?, string?, string?, Instant?, SpendRecorded?, string?, Instant?]

/**
 * The event that a text says, where it is a spend as nearly every feed writes one. Undefined says nothing of the text: `decodeEvent`
 * decides. What this recognises, that reads as the same event, at several times the cost; a test holds the two together.
 */
export const recogniseSpend = (json: string): EventOf<'SpendRecorded'> | undefined => {
  const plain = new PlainJson(json)
  const values = (plain.object(ENVELOPE) ?? []) as EnvelopeValues
  const [specversion, id, source, type, occurredAt, spend, subject, reportedAt] = values
  if (!plain.isAtEnd() || specversion === undefined || type === undefined) return undefined
  if (id === undefined || source === undefined || occurredAt === undefined || spend === undefined) return undefined
  const event: Writable<EventOf<'SpendRecorded'>> = { name: 'SpendRecorded', source, id, occurredAt, data: spend }
  if (reportedAt !== undefined) event.reportedAt = reportedAt
  if (subject !== undefined) event.subject = subject
  return inconsistency(event) === undefined ? event : undefined
}
