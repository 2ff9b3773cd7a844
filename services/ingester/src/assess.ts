import { isUtf8 } from 'node:buffer'
import { decodeEvent, type Event, recogniseSpend } from '@earnback/coupon'
import { describeFound, ENGINE_SOURCE, formatInstant, type Instant, plusMicros } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { defect, defectOf } from './defect'
import { errorCode } from './error-code'
import { offence } from './offence'
import { type Defect, type RawRecord, RECORD_BYTES_MAX } from './raw-record'

/** The moment of taking in, and how far ahead of it an event may claim to be. */
export interface Clock {
  readonly now: Instant
  readonly futureToleranceMicros: number
}

/** An event that can be taken in, and the text that it was read from. */
export interface Assessed {
  readonly event: Event
  readonly text: string
}

const SNIPPET_CHARS = 200

/** Whether the bytes are UTF-8 that only lacks the end of its last character. */
const isCutUtf8 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch (error) {
    if (errorCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false
    throw error
  }
}

const truncated = (text: string): Defect => {
  const found = defect('TRUNCATED_LINE', '', describeFound(text.slice(0, SNIPPET_CHARS)), 'one whole JSON object')
  return { ...found, message: `the file ends mid-line: ${found.message}` }
}

const textOf = (record: RawRecord): E.Either<Defect, string> => {
  const { bytes, text, unterminated } = record
  if (bytes.length > RECORD_BYTES_MAX) {
    return E.left(defect('RECORD_TOO_LARGE', '', `${bytes.length} bytes`, `at most ${RECORD_BYTES_MAX}`))
  }
  if (isUtf8(bytes)) return E.right(text ?? bytes.toString())
  if (unterminated === true && isCutUtf8(bytes)) return E.left(truncated(bytes.toString()))
  return E.left(defect('INVALID_UTF8', '', describeFound(bytes.toString().slice(0, SNIPPET_CHARS)), 'text in UTF-8'))
}

const parsed = (text: string, isLastLine: boolean): E.Either<Defect, unknown> => {
  try {
    return E.right(JSON.parse(text))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    if (isLastLine && text.trimStart().startsWith('{')) return E.left(truncated(text))
    return E.left(defect('NOT_JSON', '', describeFound(text.slice(0, SNIPPET_CHARS)), `one JSON object; ${error.message}`))
  }
}

/** The instant of an event that must not lie ahead of the clock: its time, or how far a run claims to have calculated. */
const latestIn = (event: Event): readonly [path: string, instant: Instant] =>
  event.name === 'CalculationAdvanced' && event.data.through > event.occurredAt
    ? ['data.through', event.data.through]
    : ['time', event.occurredAt]

/** What no platform has a say in. */
const ENGINE_ONLY: ReadonlySet<Event['name']> = new Set<Event['name']>([
  'DeadlinesFrozen',
  'CodeReserved',
  'SlotTaken',
  'SourceAdvanced',
  'RecordQuarantined',
  'RecordReleased',
  'AnalystAccessed',
])

/** What this door refuses although the event is well formed. */
const refused = (event: Event, { now, futureToleranceMicros }: Clock): Defect | undefined => {
  if (ENGINE_ONLY.has(event.name)) {
    return defect('UNKNOWN_EVENT_TYPE', 'type', event.name, 'an event that a platform may send; this one is the engine’s own')
  }
  if (event.source === ENGINE_SOURCE) {
    return defect(
      'SOURCE_RESERVED',
      'source',
      describeFound(event.source),
      'another source: only the engine decides under this one',
    )
  }
  const [path, instant] = latestIn(event)
  if (instant > now + futureToleranceMicros) {
    const latest = formatInstant(plusMicros(now, futureToleranceMicros))
    return defect('FUTURE_TIMESTAMP', path, formatInstant(instant), `at most ${latest}, it is now ${formatInstant(now)}`)
  }
  return undefined
}

const read = (text: string, isLastLine: boolean): E.Either<Defect, Event> => {
  const json = parsed(text, isLastLine)
  if (E.isLeft(json)) return json
  const dangerous = offence(text, json.right)
  if (dangerous !== undefined) return E.left(dangerous)
  const event = decodeEvent(json.right)
  return E.isLeft(event) ? E.left(defectOf(event.left.code, event.left.problems)) : event
}

/** A spend as nearly every record is one. Only ASCII is recognised, and to read as that costs least. */
const recognised = (record: RawRecord): Assessed | undefined => {
  const { text, latin1, defect: found } = record
  if (found !== undefined || (latin1 ?? record.bytes).length > RECORD_BYTES_MAX) return undefined
  const ascii = text ?? latin1 ?? record.bytes.toString('latin1')
  const event = recogniseSpend(ascii)
  return event === undefined ? undefined : { event, text: ascii }
}

const decoded = (record: RawRecord): E.Either<Defect, Assessed> => {
  const text = textOf(record)
  if (E.isLeft(text)) return text
  if (record.defect !== undefined) return E.left(record.defect)
  const event = read(text.right, record.unterminated === true)
  return E.isLeft(event) ? event : E.right({ event: event.right, text: text.right })
}

/** Judges one record, from its bytes to its event; says every problem that the first failing step found. */
export const assess = (record: RawRecord, clock: Clock): E.Either<Defect, Assessed> => {
  const spend = recognised(record)
  const assessed = spend === undefined ? decoded(record) : E.right(spend)
  if (E.isLeft(assessed)) return assessed
  const refusal = refused(assessed.right.event, clock)
  return refusal === undefined ? assessed : E.left(refusal)
}
