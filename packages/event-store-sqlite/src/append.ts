import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { Instant } from '@earnback/kernel'
import {
  type Appended,
  type AppendError,
  type ExpectedRevisions,
  hashOfBatch,
  type NewEvent,
  NO_STREAM,
  type RevisionConflict,
} from '@earnback/event-store'
import { BatchEncoder, batchEnd, type Placement, SegmentDraft } from './encode-batch'
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

/** Appends to the log of one handle; see the port for what is promised. */
export class Appender {
  private readonly settler: Settler
  private readonly encoder: BatchEncoder
  private checkedHash: Buffer | undefined

  constructor(private readonly handle: LogHandle) {
    this.settler = new Settler(handle.reader, handle.options.sameContent)
    this.encoder = new BatchEncoder()
  }

  append(events: ReadonlyArray<NewEvent>, at: Instant, expected: ExpectedRevisions): TaskEither<AppendError, Appended> {
    return async () => {
      const { handle } = this
      const result = await handle.write(
        () => this.attempt(events, at, expected),
        (attempt) => this.keep(attempt),
      )
      if (E.isLeft(result)) return result
      if (E.isLeft(result.right)) return result.right
      return E.right(result.right.right.appended)
    }
  }

  private attempt(events: ReadonlyArray<NewEvent>, at: Instant, expected: ExpectedRevisions): Attempt {
    const { handle, settler } = this
    const meta = this.checkedMeta()
    const streams = handle.indexStreams(meta.position)
    const settled = settler.settle(handle.indexIdentities(meta.position), events, meta.position)
    const { outcomes, fresh } = settled
    const conflict = fresh.length === 0 ? undefined : conflictIn(streams, expected)
    if (conflict !== undefined) return E.left(conflict)
    if (fresh.length > 0) this.store(settled, Math.max(at, meta.recorded_at), meta)
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
