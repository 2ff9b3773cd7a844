import { type Event, type EventOf, sourceStream } from '@earnback/coupon'
import type { AppendOutcome, EventStore, NewEvent, StoreUnavailable } from '@earnback/event-store'
import { ENGINE_SOURCE, type Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { Clock } from '../assess'
import { conflictsIn, type Defects, defectsOf, judge, type Judged, reportOf } from '../judged'
import { type IngestReport, NOTHING_TAKEN } from '../report'
import { engineEvent } from '../set-aside'
import { type PartitionRecord, takenRecord } from './partition-record'
import type { SourcePosition } from './source-position'

/** A stretch of a partition: `records` are those of the offsets `from` up to and without `next`, in their order. */
export interface PartitionBatch {
  readonly topic: string
  readonly partition: number
  readonly topicId?: string | undefined
  readonly from: number
  readonly next: number
  readonly records: ReadonlyArray<PartitionRecord>
  /** Everything that reached the partition up to this instant is read with this batch. */
  readonly readThrough: Instant
}

/** Somebody else advanced the partition: whoever reads it has to ask again where to go on. */
export interface SourceMoved {
  readonly kind: 'SourceMoved'
  readonly topic: string
  readonly partition: number
}

/** What became of one record; `position` is that of the event that stands for it in the log, new or old. */
export interface RecordOutcome {
  readonly offset: number
  readonly outcome: 'stored' | 'duplicate' | 'quarantined'
  readonly position: number
  /** Undefined where no event could be read of it. */
  readonly event: Event | undefined
  /** Why it was quarantined. */
  readonly code: string | undefined
}

export interface Taken {
  readonly position: SourcePosition
  readonly report: IngestReport
  /** In the order of the offsets; made when it is asked for. */
  readonly outcomes: () => ReadonlyArray<RecordOutcome>
}

/** What became of a batch, as the store asked last before it appended. */
interface Came {
  readonly defects: Defects
  readonly report: IngestReport
}

const outcomesOf = (
  { records }: PartitionBatch,
  { events, defects: atOnce }: Judged,
  appended: ReadonlyArray<AppendOutcome>,
  defects: Defects,
): ReadonlyArray<RecordOutcome> =>
  events.slice(0, events.length).flatMap((event, index) => {
    const [record, stands, defect] = [records[index], appended[index], defects.get(index)]
    if (record === undefined || stands === undefined) return []
    return [
      {
        offset: record.offset,
        outcome: defect !== undefined ? 'quarantined' : stands.outcome === 'stored' ? 'stored' : 'duplicate',
        position: stands.position,
        event: atOnce.has(index) ? undefined : (event.payload as Event),
        code: defect?.code,
      },
    ]
  })

const advanced = (batch: PartitionBatch, { revision }: SourcePosition, report: IngestReport, now: Instant): NewEvent => {
  const { topic, partition, topicId, from, next, readThrough } = batch
  const { read, stored, duplicates, quarantined } = report
  const event: EventOf<'SourceAdvanced'> = {
    name: 'SourceAdvanced',
    source: ENGINE_SOURCE,
    id: `${sourceStream(topic, partition)}#${revision + 1}`,
    occurredAt: now,
    data: {
      topic,
      partition,
      from,
      next,
      stored,
      duplicates,
      quarantined,
      skipped: next - from - read,
      readThrough,
      ...(topicId === undefined ? {} : { topicId }),
    },
  }
  return engineEvent(event)
}

/**
 * Takes a stretch of a partition in: its events, what of it is set aside, and how far it was read, in one transaction (I1 to I4). The
 * partition's own stream must be as `position` tells, so that of two readers one advances, and what the other read is not stored.
 */
export const takePartition = async (
  store: Pick<EventStore, 'append'>,
  batch: PartitionBatch,
  position: SourcePosition,
  clock: Clock,
): Promise<E.Either<StoreUnavailable | SourceMoved, Taken>> => {
  const { topic, partition } = batch
  if ((position.next ?? batch.from) !== batch.from) return E.left({ kind: 'SourceMoved', topic, partition })
  const judged = judge(batch.records.length, (index) => takenRecord(batch.records[index] as PartitionRecord), clock)
  let came: Came = { defects: judged.defects, report: NOTHING_TAKEN }
  const following = (outcomes: ReadonlyArray<AppendOutcome>): ReadonlyArray<NewEvent> => {
    const defects = defectsOf(judged, outcomes)
    came = { defects, report: reportOf(judged, outcomes, defects) }
    return [...conflictsIn(judged, defects, clock.now), advanced(batch, position, came.report, clock.now)]
  }
  const expected = new Map([[sourceStream(topic, partition), position.revision]])
  const appended = await store.append(judged.events, clock.now, expected, following)()
  if (E.isRight(appended)) {
    const { next, topicId } = batch
    const { outcomes } = appended.right
    const { report, defects } = came
    return E.right({
      position: { topic, partition, next, topicId, revision: position.revision + 1 },
      report,
      outcomes: () => outcomesOf(batch, judged, outcomes, defects),
    })
  }
  return appended.left.kind === 'RevisionConflict' ? E.left({ kind: 'SourceMoved', topic, partition }) : E.left(appended.left)
}
