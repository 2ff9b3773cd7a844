import type { Event } from '@earnback/coupon'
import type { EventStore, NewEvent, StoreUnavailable } from '@earnback/event-store'
import { ENGINE_SOURCE, type Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { append } from './append'
import { assess } from './assess'
import { csvRecordAgain } from './csv-records'
import { idConflict } from './id-conflict'
import { FUTURE_TOLERANCE_MICROS } from './ingest'
import { TakenEvent } from './judged'
import { takenAgain } from './partition/partition-record'
import type { Defect, RawRecord } from './raw-record'
import { engineEvent } from './set-aside'
import { type QuarantinedRecord, type QuarantineRefusal, showQuarantine } from './show-quarantine'

export interface RetryOptions {
  readonly now: Instant
  /** One repaired record, as a line of NDJSON; without it the bytes in quarantine are judged once more. */
  readonly replacement?: Buffer
  readonly futureToleranceMicros?: number
}

/** The event that a quarantined record became, or was already. */
export interface Retried {
  readonly quarantineId: string
  readonly outcome: 'stored' | 'duplicate'
  readonly position: number
  readonly eventSource: string
  readonly eventId: string
}

const split = ({ origin }: QuarantinedRecord): Pick<RawRecord, 'origin' | 'reading'> => {
  const { format = 'ndjson', header, mapping, source, key, headers, timestampMs, ...coordinates } = origin
  const reading = Object.entries({ format, header, mapping, source, key, headers, timestampMs }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  )
  return { origin: coordinates, reading: Object.fromEntries(reading) }
}

const recordOf = (entry: QuarantinedRecord, replacement: Buffer | undefined): RawRecord => {
  const { origin, reading } = split(entry)
  if (replacement !== undefined) return { bytes: replacement, origin, reading: { format: 'ndjson' } }
  if (reading.format === 'kafka') return takenAgain(entry.raw, origin, reading)
  return reading.format === 'csv' ? csvRecordAgain(entry.raw, origin, reading) : { bytes: entry.raw, origin, reading }
}

const stillBad = ({ code, message, problems }: Defect): E.Either<QuarantineRefusal, never> =>
  E.left({ kind: 'QuarantineRefusal', code, message, problems })

const releaseOf = (quarantineId: string, event: Event, now: Instant): NewEvent =>
  engineEvent({
    name: 'RecordReleased',
    source: ENGINE_SOURCE,
    id: `${quarantineId}-released`,
    occurredAt: now,
    data: { quarantineId, eventSource: event.source, eventId: event.id },
  })

/**
 * Takes a quarantined record in after all, as it is or repaired. The event goes first and its release second, in two appends:
 * an append tells only afterwards that an identity names another event, and a release beside a conflict would lose the record.
 * Between the two the event stands and the entry is still open; the next retry finds a duplicate and releases it.
 */
export const retryQuarantine =
  (
    store: Pick<EventStore, 'append' | 'readStream' | 'readAt'>,
    quarantineId: string,
    { now, replacement, futureToleranceMicros = FUTURE_TOLERANCE_MICROS }: RetryOptions,
  ): TaskEither<StoreUnavailable | QuarantineRefusal, Retried> =>
  async () => {
    const entry = await showQuarantine(store, quarantineId)()
    if (E.isLeft(entry)) return entry
    const record = recordOf(entry.right, replacement)
    const assessed = assess(record, { now, futureToleranceMicros })
    if (E.isLeft(assessed)) return stillBad(assessed.left)
    const { event } = assessed.right
    const fact = new TakenEvent(assessed.right, { ...record.origin, causationid: quarantineId })
    const appended = await append(store, [fact], now)
    if (E.isLeft(appended)) return appended
    const [settled] = appended.right.outcomes
    if (settled === undefined) throw new Error('the store told no outcome of an event')
    if (settled.outcome === 'conflict') return stillBad(idConflict(event.source, event.id, settled.position))
    const released = await append(store, [releaseOf(quarantineId, event, now)], now)
    if (E.isLeft(released)) return released
    return E.right({
      quarantineId,
      outcome: settled.outcome,
      position: settled.position,
      eventSource: event.source,
      eventId: event.id,
    })
  }
