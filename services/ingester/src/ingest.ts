import type { EventStore, StoreUnavailable } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { append } from './append'
import type { Clock } from './assess'
import { batches } from './batches'
import { conflictsIn, defectsOf, judge, reportOf } from './judged'
import type { RawRecord } from './raw-record'
import { type IngestProgress, type IngestReport, NOTHING_TAKEN, plus } from './report'
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

/** Appends a batch and, in the same transaction, what of it turns out to be a conflict only then. */
const takeIn = async (
  store: Pick<EventStore, 'append'>,
  batch: ReadonlyArray<RawRecord>,
  clock: Clock,
): Promise<E.Either<StoreUnavailable, IngestReport>> => {
  const judged = judge(batch.length, (index) => batch[index] as RawRecord, clock)
  const appended = await append(store, judged.events, clock.now, (outcomes) =>
    conflictsIn(judged, defectsOf(judged, outcomes), clock.now),
  )
  if (E.isLeft(appended)) return appended
  const { outcomes } = appended.right
  return E.right(reportOf(judged, outcomes, defectsOf(judged, outcomes)))
}

const bytesOf = (batch: ReadonlyArray<RawRecord>): number => batch.reduce((sum, { bytes }) => sum + bytes.length, 0)

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
    let progress: IngestProgress = { ...NOTHING_TAKEN, bytes: 0 }
    try {
      for await (const batch of batches(records, { recordsMax: batchEvents, bytesMax: BATCH_BYTES_MAX })) {
        const taken = await takeIn(store, batch, { now: now(), futureToleranceMicros })
        if (E.isLeft(taken)) return taken
        progress = { ...plus(progress, taken.right), bytes: progress.bytes + bytesOf(batch) }
        onProgress?.(progress)
      }
    } catch (error) {
      if (error instanceof SourceFault) return E.left(error.fault)
      throw error
    }
    const { bytes: _, ...report } = progress
    return E.right(report)
  }
