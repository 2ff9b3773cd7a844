import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { Instant } from '@earnback/kernel'
import {
  type Appended,
  type AppendError,
  type AppendOutcome,
  type ExpectedRevisions,
  type Following,
  type NewEvent,
  type NewEvents,
  NO_STREAM,
  type RevisionConflict,
  type StoreUnavailable,
} from '@earnback/event-store'
import { ColumnTaker } from './column-codec'
import { BatchEncoder, checkText } from './encode-batch'
import { checkTail, readMeta } from './head'
import type { LogHandle } from './log-handle'
import { type Settling, Settler } from './settle'
import type { MetaRow } from './statements'
import type { StreamIndex } from './stream-index'
import { RowWriter } from './write-rows'

type Attempt = E.Either<RevisionConflict, { readonly appended: Appended; readonly settling: Settling }>

const conflictIn = (streams: StreamIndex, expected: ExpectedRevisions): RevisionConflict | undefined => {
  for (const [stream, revision] of expected) {
    const ordinal = streams.ordinalOf(stream)
    const actual = ordinal === undefined ? NO_STREAM : streams.countOf(ordinal) - 1
    if (actual !== revision) return { kind: 'RevisionConflict', stream, expected: revision, actual }
  }
  return undefined
}

export interface ToAppend {
  readonly events: NewEvents
  readonly expected?: ExpectedRevisions | undefined
  readonly following?: Following | undefined
}

/** So many events are settled and written before the next are asked for. */
const STRETCH_EVENTS = 128

/** The events of an append in stretches; `following` is asked once all before it have their outcomes. */
function* stretches({ events, following }: ToAppend, outcomes: ReadonlyArray<AppendOutcome>): Iterable<ReadonlyArray<NewEvent>> {
  for (let from = 0; from < events.length; from += STRETCH_EVENTS) {
    yield events.slice(from, Math.min(from + STRETCH_EVENTS, events.length))
  }
  if (following !== undefined) yield following([...outcomes])
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
    const { handle, encoder } = this
    const meta = this.checkedMeta()
    const settling = this.begin(toAppend, meta)
    // Nearly always one event follows: how far a partition was read.
    const expected = toAppend.events.length + 1
    const writer = new RowWriter(handle, encoder, settling, { meta, recordedAt: Math.max(at, meta.recorded_at), expected })
    const attempt = this.judge(toAppend, meta, settling, (fresh) => writer.add(fresh))
    if (E.isRight(attempt) && settling.fresh > 0) this.checkedHash = writer.end()
    return attempt
  }

  private rehearse(toAppend: ToAppend): Attempt {
    const meta = this.checkedMeta()
    const marker = this.handle.indexKeys(meta.position)
    const taker = new ColumnTaker(this.handle.options.columns, marker, meta.position + 1, toAppend.events.length)
    let taken = 0
    try {
      return this.judge(toAppend, meta, this.begin(toAppend, meta), (fresh) => {
        for (const event of fresh) {
          checkText(event)
          taker.take(taken++, event.payload)
        }
      })
    } finally {
      marker.forgetPending()
    }
  }

  private begin({ events }: ToAppend, meta: MetaRow): Settling {
    return this.settler.begin(this.handle.indexIdentities(meta.position), events, meta.position)
  }

  /** Hands on what is new, stretch by stretch, once the streams are found to be as expected. */
  private judge(
    toAppend: ToAppend,
    { position }: MetaRow,
    settling: Settling,
    take: (fresh: ReadonlyArray<NewEvent>) => void,
  ): Attempt {
    const streams = this.handle.indexStreams(position)
    let { expected } = toAppend
    for (const stretch of stretches(toAppend, settling.outcomes)) {
      const fresh = settling.take(stretch)
      if (fresh.length === 0) continue
      const conflict = expected === undefined ? undefined : conflictIn(streams, expected)
      if (conflict !== undefined) return E.left(conflict)
      expected = undefined
      take(fresh)
    }
    return E.right({ appended: { outcomes: settling.outcomes, head: position + settling.fresh }, settling })
  }

  private checkedMeta(): MetaRow {
    const { statements } = this.handle
    const meta = readMeta(statements)
    if (this.checkedHash === undefined || !meta.hash.equals(this.checkedHash)) checkTail(statements, meta)
    return meta
  }

  private keep(attempt: Attempt): void {
    if (E.isLeft(attempt)) return
    const { appended, settling } = attempt.right
    if (settling.fresh === 0) return
    const { handle } = this
    handle.streams.keep()
    handle.keepIdentities(appended.head - settling.fresh + 1, settling.identities)
    handle.keepTail(appended.head)
    handle.keepKeys(appended.head)
    handle.arrivals.announce()
  }
}
