import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { Instant } from '@earnback/kernel'
import {
  type Appended,
  type AppendError,
  type ExpectedRevisions,
  type Following,
  hashOfBatch,
  type NewEvent,
  NO_STREAM,
  type RevisionConflict,
  type StoreUnavailable,
} from '@earnback/event-store'
import { ColumnTaker } from './column-codec'
import { BatchEncoder, batchEnd, checkText, type Placement, SegmentDraft } from './encode-batch'
import { checkTail, readMeta, sealOfMeta } from './head'
import type { LogHandle } from './log-handle'
import { insertSegment, SEGMENT_EVENTS_MAX } from './segment'
import { mergeSegments } from './segment-merge'
import { type Settled, Settler } from './settle'
import type { MetaRow } from './statements'
import type { StreamIndex } from './stream-index'

type Attempt = E.Either<RevisionConflict, { readonly appended: Appended; readonly settled: Settled }>

const conflictIn = (streams: StreamIndex, expected: ExpectedRevisions): RevisionConflict | undefined => {
  for (const [stream, revision] of expected) {
    const ordinal = streams.ordinalOf(stream)
    const actual = ordinal === undefined ? NO_STREAM : streams.countOf(ordinal) - 1
    if (actual !== revision) return { kind: 'RevisionConflict', stream, expected: revision, actual }
  }
  return undefined
}

export interface ToAppend {
  readonly events: ReadonlyArray<NewEvent>
  readonly expected?: ExpectedRevisions | undefined
  readonly following?: Following | undefined
}

const answered = (result: E.Either<StoreUnavailable, Attempt>): E.Either<AppendError, Appended> => {
  if (E.isLeft(result)) return result
  return E.isLeft(result.right) ? result.right : E.right(result.right.right.appended)
}

/** Appends to the log of one handle; see the port for what is promised. */
export class Appender {
  private readonly settler: Settler
  private readonly encoder: BatchEncoder
  private checkedHash: Buffer | undefined

  constructor(private readonly handle: LogHandle) {
    this.settler = new Settler(handle.reader, handle.options.sameContent)
    this.encoder = new BatchEncoder()
  }

  append(toAppend: ToAppend, at: Instant): TaskEither<AppendError, Appended> {
    return async () => {
      const { handle } = this
      const result = await handle.write(
        () => this.attempt(toAppend, at),
        (attempt) => this.keep(attempt),
      )
      return answered(result)
    }
  }

  /** What `append` would answer; takes the columns too, so that what it would throw is thrown here. */
  settle(toAppend: ToAppend): TaskEither<AppendError, Appended> {
    return async () => answered(await this.handle.write(() => this.rehearse(toAppend)))
  }

  private attempt(toAppend: ToAppend, at: Instant): Attempt {
    const meta = this.checkedMeta()
    const attempt = this.judge(toAppend, meta)
    if (E.isRight(attempt) && attempt.right.settled.fresh.length > 0) {
      this.store(attempt.right.settled, Math.max(at, meta.recorded_at), meta)
    }
    return attempt
  }

  private rehearse(toAppend: ToAppend): Attempt {
    const meta = this.checkedMeta()
    const attempt = this.judge(toAppend, meta)
    if (E.isLeft(attempt)) return attempt
    const { fresh } = attempt.right.settled
    const marker = this.handle.indexKeys(meta.position)
    const taker = new ColumnTaker(this.handle.options.columns, marker, meta.position + 1, fresh.length)
    try {
      fresh.forEach((event, index) => {
        checkText(event)
        taker.take(index, event.payload)
      })
    } finally {
      marker.forgetPending()
    }
    return attempt
  }

  private judge({ events, expected, following }: ToAppend, meta: MetaRow): Attempt {
    const { handle } = this
    const streams = handle.indexStreams(meta.position)
    const settled = this.settler.settle(handle.indexIdentities(meta.position), events, meta.position, following)
    const { outcomes, fresh } = settled
    const conflict = fresh.length === 0 || expected === undefined ? undefined : conflictIn(streams, expected)
    if (conflict !== undefined) return E.left(conflict)
    return E.right({ appended: { outcomes, head: meta.position + fresh.length }, settled })
  }

  private checkedMeta(): MetaRow {
    const { statements } = this.handle
    const meta = readMeta(statements)
    if (this.checkedHash === undefined || !meta.hash.equals(this.checkedHash)) checkTail(statements, meta)
    return meta
  }

  private store({ fresh, identities }: Settled, recordedAt: number, meta: MetaRow): void {
    const { handle } = this
    const { statements, options, tail } = handle
    handle.indexTail(meta.position)
    let previousHash: Uint8Array = meta.hash
    for (let from = 0; from < fresh.length; from += SEGMENT_EVENTS_MAX) {
      const events = fresh.slice(from, from + SEGMENT_EVENTS_MAX)
      const placement = { firstPosition: meta.position + 1 + from, recordedAt, previousHash }
      const draft = new SegmentDraft(options.columns, handle.indexKeys(meta.position), placement.firstPosition, events.length)
      previousHash = this.storeBatches(events, draft, placement, meta)
      insertSegment(statements, draft.segment(identities.subarray(from * 2, (from + events.length) * 2)), options.columns.version)
      tail.push(placement.firstPosition, events.length)
    }
    mergeSegments(statements, options.columns, tail)
    handle.verifyDurable()
  }

  /** Stores the events of one segment, cut into rows of the log, and answers the last row's hash. */
  private storeBatches(events: ReadonlyArray<NewEvent>, draft: SegmentDraft, start: Placement, meta: MetaRow): Uint8Array {
    const { statements, streams } = this.handle
    let { previousHash } = start
    for (let from = 0; from < events.length;) {
      const end = batchEnd(events, from)
      const placement = { ...start, firstPosition: start.firstPosition + from, previousHash }
      const batch = this.encoder.encode(events.slice(from, end), streams, draft, from, placement)
      const hash = hashOfBatch(batch)
      statements.insertBatch.run({ ...batch, hash })
      this.setMeta(meta, placement.firstPosition + batch.count - 1, start.recordedAt, hash)
      previousHash = hash
      from = end
    }
    return previousHash
  }

  private setMeta(meta: MetaRow, position: number, recorded_at: number, hash: Buffer): void {
    const seal = sealOfMeta({ ...meta, position, recorded_at, hash })
    this.handle.statements.setMeta.run(position, recorded_at, hash, seal)
    this.checkedHash = hash
  }

  private keep(attempt: Attempt): void {
    if (E.isLeft(attempt)) return
    const { appended, settled } = attempt.right
    if (settled.fresh.length === 0) return
    const { handle } = this
    handle.streams.keep()
    handle.keepIdentities(appended.head - settled.fresh.length + 1, settled.identities)
    handle.keepTail(appended.head)
    handle.keepKeys(appended.head)
    handle.arrivals.announce()
  }
}
