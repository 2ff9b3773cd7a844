import type { EventData } from '@eventstore/db-client'
import type { Instant } from '@earnback/kernel'
import type { NewEvent } from '@earnback/event-store'
import { eventDataOf, type OutgoingRecord } from './log-record'

const TYPE_WHERE_NONE = 'earnback.event'
/** What the metadata of a record takes beside the stream and the notes, generously. */
const METADATA_BYTES = 300
/** The server counts two bytes for each character of a type. */
const TYPE_BYTES_PER_CHAR = 2
const BYTES_PER_CHAR_MAX = 3

/** One append of the port on its way to the server. */
export interface Batch {
  readonly id: string
  readonly events: ReadonlyArray<NewEvent>
  readonly first: number
  readonly recordedAt: Instant
  /** What goes in one call each, in this order. */
  readonly chunks: ReadonlyArray<ReadonlyArray<EventData>>
  readonly records: number
}

const parsed = (event: NewEvent): Readonly<Record<string, unknown>> => {
  const value = JSON.parse(event.json) as Readonly<Record<string, unknown>>
  if (value['source'] !== event.source || value['id'] !== event.id)
    throw new TypeError(`event ${event.id} carries another source or id in its JSON`)
  return value
}

const typeOf = ({ type }: Readonly<Record<string, unknown>>): string =>
  typeof type === 'string' && type !== '' && !type.startsWith('$') ? type : TYPE_WHERE_NONE

const sizeBeside = ({ stream, notes }: NewEvent, type: string): number =>
  METADATA_BYTES +
  stream.length * BYTES_PER_CHAR_MAX +
  (notes === undefined ? 0 : JSON.stringify(notes).length * BYTES_PER_CHAR_MAX) +
  type.length * TYPE_BYTES_PER_CHAR

/** The client writes JSON only as it would print it itself; a text that would come back otherwise goes as bytes. */
const wholeRecord = (event: NewEvent, value: Readonly<Record<string, unknown>>, bytes: number): OutgoingRecord => {
  const { stream, notes, json } = event
  const isJson = JSON.stringify(value) === json
  return { type: typeOf(value), data: isJson ? value : Buffer.from(json), isJson, stream, notes, part: 0, parts: 1, bytes }
}

const recordsOf = (event: NewEvent, maxBytes: number): ReadonlyArray<OutgoingRecord> => {
  const value = parsed(event)
  const type = typeOf(value)
  const beside = sizeBeside(event, type)
  const bytes = beside + Buffer.byteLength(event.json)
  if (bytes <= maxBytes) return [wholeRecord(event, value, bytes)]
  const room = maxBytes - beside
  if (room < maxBytes / 2) throw new RangeError(`event ${event.id} has notes and a stream name that are too long to store`)
  const data = Buffer.from(event.json)
  const parts = Math.ceil(data.byteLength / room)
  const { stream, notes } = event
  return Array.from({ length: parts }, (_, part) => {
    const slice = data.subarray(part * room, (part + 1) * room)
    return { type, data: slice, isJson: false, stream, notes, part, parts, bytes: beside + slice.byteLength }
  })
}

/** Cuts an append into records, and these into calls that the server takes whole. */
export const planBatch = (
  id: string,
  events: ReadonlyArray<NewEvent>,
  first: number,
  recordedAt: Instant,
  maxAppendBytes: number,
): Batch => {
  const outgoing = events.flatMap((event) => recordsOf(event, maxAppendBytes))
  const head = { batch: id, first, count: outgoing.length, recordedAt }
  const chunks: EventData[][] = []
  let room = 0
  for (const [index, record] of outgoing.entries()) {
    if (record.bytes > room) {
      chunks.push([])
      room = maxAppendBytes
    }
    room -= record.bytes
    chunks.at(-1)?.push(eventDataOf(record, head, index))
  }
  return { id, events, first, recordedAt, chunks, records: outgoing.length }
}
