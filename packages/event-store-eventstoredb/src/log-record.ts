import type { EventData, RecordedEvent } from '@eventstore/db-client'
import { instantOfMicros, type Instant } from '@earnback/kernel'
import type { Notes } from '@earnback/event-store'
import { foreign } from './faults'
import { uuidV5 } from './uuid-v5'

const FORMAT = 1

/** What stands beside each event in EventStoreDB, as JSON. Written once and read for ever: a new meaning needs a new format. */
interface Metadata {
  readonly earnback: typeof FORMAT
  /** The stream of the port; the stream in EventStoreDB is the log. */
  readonly stream: string
  /** Microseconds since 1970. */
  readonly recordedAt: number
  readonly notes?: Notes
  /** The append that the record belongs to, the position of its first event, and which of its records this is. */
  readonly batch: string
  readonly first: number
  readonly index: number
  readonly count: number
  /** Where an event is cut into several records: which part this is. */
  readonly part?: number
  readonly parts?: number
}

/** One event of the log in EventStoreDB: an event of the port, or a part of a large one. */
export interface LogRecord {
  /** Its number in the log stream, from 0. */
  readonly number: number
  readonly batch: string
  readonly first: number
  readonly index: number
  readonly count: number
  readonly stream: string
  readonly recordedAt: Instant
  readonly notes: Notes | undefined
  readonly part: number
  readonly parts: number
  /** The event's JSON, or the bytes of a part of it. */
  readonly content: string | Uint8Array
  /** The event itself, where the client has read its JSON already. */
  readonly value: unknown
}

/** One event of the port on its way into a batch; cut into parts where it is large. */
export interface OutgoingRecord {
  readonly type: string
  readonly data: EventData['data']
  readonly isJson: boolean
  readonly stream: string
  readonly notes: Notes | undefined
  readonly part: number
  readonly parts: number
  readonly bytes: number
}

export interface BatchHead {
  readonly batch: string
  readonly first: number
  readonly count: number
  readonly recordedAt: Instant
}

/** The same for every attempt to append the same batch, and another for every other: the server compares these ids alone. */
export const eventDataOf = (record: OutgoingRecord, { batch, first, count, recordedAt }: BatchHead, index: number): EventData => {
  const { stream, notes, part, parts } = record
  const metadata: Metadata = {
    earnback: FORMAT,
    stream,
    recordedAt,
    batch,
    first,
    index,
    count,
    ...(notes === undefined ? {} : { notes }),
    ...(parts === 1 ? {} : { part, parts }),
  }
  const id = uuidV5(batch, `${index}`)
  return {
    id,
    type: record.type,
    contentType: record.isJson ? 'application/json' : 'application/octet-stream',
    data: record.data,
    metadata: metadata as unknown as Record<string, unknown>,
  } as EventData
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const isMetadata = (metadata: Partial<Metadata> | undefined): metadata is Metadata =>
  metadata?.earnback === FORMAT &&
  typeof metadata.stream === 'string' &&
  typeof metadata.batch === 'string' &&
  Number.isSafeInteger(metadata.recordedAt) &&
  [metadata.first, metadata.index, metadata.count].every(isCount)

export const logRecordOf = (recorded: RecordedEvent): LogRecord => {
  const metadata = recorded.metadata as Partial<Metadata> | undefined
  const number = Number(recorded.revision)
  if (!isMetadata(metadata)) {
    throw foreign(
      `event ${number} of the stream ${recorded.streamId} was not written by this version of Earnback. Name a stream that only Earnback writes to`,
    )
  }
  const { batch, first, index, count, stream, notes, part = 0, parts = 1 } = metadata
  return {
    number,
    batch,
    first,
    index,
    count,
    stream,
    recordedAt: instantOfMicros(metadata.recordedAt),
    notes,
    part,
    parts,
    // What was written as JSON is what the client makes of it and back, character for character; all else is bytes.
    content: recorded.isJson ? JSON.stringify(recorded.data) : recorded.data,
    value: recorded.isJson ? recorded.data : undefined,
  }
}
