import { streamOf } from '@earnback/coupon'
import type { AppendOutcome, EventStore, NewEvent, StoreUnavailable } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { append } from './append'
import { assess, type Assessed, type Clock } from './assess'
import { batches } from './batches'
import { idConflict } from './id-conflict'
import type { Defect, RawRecord } from './raw-record'
import { setAside } from './set-aside'
import { SourceFault, type SourceUnusable } from './source-fault'

const BATCH_EVENTS_DEFAULT = 1_000
const BATCH_BYTES_MAX = 8 * 1_048_576
export const FUTURE_TOLERANCE_MICROS = 5 * 60 * 1_000_000

export interface IngestOptions {
  /** Asked once a batch. */
  readonly now: () => Instant
  readonly batchEvents?: number
  readonly futureToleranceMicros?: number
}

/** What became of the records; always `read = stored + duplicates + quarantined`. */
export interface IngestReport {
  readonly read: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  /** How many were quarantined for each code. */
  readonly reasons: Readonly<Record<string, number>>
}

/** The report so far, and the bytes of the records in it. */
export interface IngestProgress extends IngestReport {
  readonly bytes: number
}

const NOTHING: IngestProgress = { read: 0, stored: 0, duplicates: 0, quarantined: 0, reasons: {}, bytes: 0 }

interface Judged {
  readonly record: RawRecord
  readonly assessed: E.Either<Defect, Assessed>
}

const newEventOf = ({ record, assessed }: Judged, now: Instant): NewEvent => {
  if (E.isLeft(assessed)) return setAside(record, assessed.left, now)
  const { event, text } = assessed.right
  return { stream: streamOf(event), source: event.source, id: event.id, json: text, payload: event, notes: record.origin }
}

const defectFrom = ({ assessed }: Judged, event: NewEvent, { outcome, position }: AppendOutcome): Defect | undefined => {
  if (E.isLeft(assessed)) return assessed.left
  return outcome === 'conflict' ? idConflict(event.source, event.id, position) : undefined
}

const tally = (
  before: IngestProgress,
  judged: ReadonlyArray<Judged>,
  outcomes: ReadonlyArray<AppendOutcome>,
  defects: ReadonlyArray<Defect | undefined>,
): IngestProgress => {
  const reasons: Record<string, number> = { ...before.reasons }
  let { stored, duplicates, quarantined, bytes } = before
  judged.forEach(({ record }, index) => {
    const found = defects[index]
    bytes += record.bytes.length
    if (found !== undefined) {
      quarantined++
      reasons[found.code] = (reasons[found.code] ?? 0) + 1
    } else if (outcomes[index]?.outcome === 'stored') stored++
    else duplicates++
  })
  return { read: before.read + judged.length, stored, duplicates, quarantined, reasons, bytes }
}

/** Appends a batch in one go; identities that name another event are only known then, so these are set aside right after. */
const takeIn = async (
  store: Pick<EventStore, 'append'>,
  batch: ReadonlyArray<RawRecord>,
  clock: Clock,
  before: IngestProgress,
): Promise<E.Either<StoreUnavailable, IngestProgress>> => {
  const judged = batch.map((record): Judged => ({ record, assessed: assess(record, clock) }))
  const events = judged.map((one) => newEventOf(one, clock.now))
  const appended = await append(store, events, clock.now)
  if (E.isLeft(appended)) return appended
  const { outcomes } = appended.right
  const defects = judged.map((one, index) => {
    const [event, outcome] = [events[index], outcomes[index]]
    if (event === undefined || outcome === undefined) throw new Error('the store told fewer outcomes than it was given events')
    return defectFrom(one, event, outcome)
  })
  const conflicts = judged.flatMap(({ record, assessed }, index) => {
    const found = defects[index]
    return found === undefined || E.isLeft(assessed) ? [] : [setAside(record, found, clock.now)]
  })
  const setApart = conflicts.length === 0 ? appended : await append(store, conflicts, clock.now)
  return E.isLeft(setApart) ? setApart : E.right(tally(before, judged, outcomes, defects))
}

/**
 * Takes records in: each becomes an event of the log, or is found there already, or is set aside with its bytes and the reason.
 * On a left everything before stays appended, and the same records once more do no harm.
 */
export const ingest =
  (
    store: Pick<EventStore, 'append'>,
    { now, batchEvents = BATCH_EVENTS_DEFAULT, futureToleranceMicros = FUTURE_TOLERANCE_MICROS }: IngestOptions,
    records: AsyncIterable<RawRecord>,
    onProgress?: (progress: IngestProgress) => void,
  ): TaskEither<StoreUnavailable | SourceUnusable, IngestReport> =>
  async () => {
    let progress = NOTHING
    try {
      for await (const batch of batches(records, { recordsMax: batchEvents, bytesMax: BATCH_BYTES_MAX })) {
        const taken = await takeIn(store, batch, { now: now(), futureToleranceMicros }, progress)
        if (E.isLeft(taken)) return taken
        progress = taken.right
        onProgress?.(progress)
      }
    } catch (error) {
      if (error instanceof SourceFault) return E.left(error.fault)
      throw error
    }
    const { bytes: _, ...report } = progress
    return E.right(report)
  }
