import * as E from 'fp-ts/Either'
import { instantOfMicros, type Instant } from '@earnback/kernel'
import { bytesOf, encodeNames, hashOfBatch, type Batch, type NamePairs } from './batch'
import { takenRows, takeRow } from './memory-columns'
import { identityKey, type MemoryLog } from './memory-log'
import { encodeNotes, type NotePairs } from './notes'
import type {
  Appended,
  AppendOutcome,
  ColumnSpec,
  ExpectedRevisions,
  Following,
  NewEvent,
  NewEvents,
  Notes,
  RevisionConflict,
  SameContent,
  StoredEvent,
} from './port'

interface Settled {
  readonly events: ReadonlyArray<NewEvent>
  readonly outcomes: ReadonlyArray<AppendOutcome>
  readonly fresh: ReadonlyArray<NewEvent>
}

class Settler {
  private readonly events: NewEvent[] = []
  private readonly outcomes: AppendOutcome[] = []
  private readonly fresh: NewEvent[] = []
  private readonly freshPositions = new Map<string, number>()

  constructor(
    private readonly log: MemoryLog,
    private readonly sameContent: SameContent,
  ) {}

  settle(events: ReadonlyArray<NewEvent>, following: Following): Settled {
    this.take(events)
    this.take(following([...this.outcomes]))
    return { events: this.events, outcomes: this.outcomes, fresh: this.fresh }
  }

  private take(events: ReadonlyArray<NewEvent>): void {
    for (const event of events) {
      this.events.push(event)
      this.outcomes.push(this.outcomeOf(event))
    }
  }

  private outcomeOf(event: NewEvent): AppendOutcome {
    const { log, fresh, freshPositions } = this
    if (!event.json.isWellFormed()) throw new TypeError(`event ${event.id} holds half a surrogate pair, which UTF-8 cannot`)
    const key = identityKey(event.source, event.id)
    const position = log.identities.get(key) ?? freshPositions.get(key)
    if (position !== undefined) {
      const standing = log.events[position - 1]?.json ?? fresh[position - 1 - log.headPosition]?.json ?? ''
      return { outcome: this.sameContent(standing, event.json) ? 'duplicate' : 'conflict', position }
    }
    fresh.push(event)
    freshPositions.set(key, log.headPosition + fresh.length)
    return { outcome: 'stored', position: log.headPosition + fresh.length }
  }
}

const conflictIn = (log: MemoryLog, expected: ExpectedRevisions): RevisionConflict | undefined => {
  for (const [stream, revision] of expected) {
    const actual = log.revisionOf(stream)
    if (actual !== revision) return { kind: 'RevisionConflict', stream, expected: revision, actual }
  }
  return undefined
}

interface Placed {
  readonly events: ReadonlyArray<StoredEvent>
  readonly ordinals: ReadonlyArray<number>
  readonly newNames: NamePairs
}

const place = (log: MemoryLog, fresh: ReadonlyArray<NewEvent>, recordedAt: Instant): Placed => {
  const revisions = new Map<string, number>()
  const newOrdinals = new Map<string, number>()
  const ordinals: number[] = []
  const events = fresh.map((event, index): StoredEvent => {
    const { stream, json, notes } = event
    const revision = (revisions.get(stream) ?? log.revisionOf(stream)) + 1
    revisions.set(stream, revision)
    if (revision === 0) newOrdinals.set(stream, log.streamNames.length + newOrdinals.size)
    ordinals.push(log.ordinals.get(stream) ?? newOrdinals.get(stream) ?? 0)
    const position = log.headPosition + index + 1
    return notes === undefined
      ? { position, stream, revision, recordedAt, json }
      : { position, stream, revision, recordedAt, json, notes }
  })
  return { events, ordinals, newNames: [...newOrdinals].map(([name, ordinal]) => [ordinal, name]) }
}

const encode = (log: MemoryLog, { events, ordinals, newNames }: Placed, recordedAt: Instant): Batch => {
  const bodies = events.map((event) => Buffer.from(event.json))
  const ends: number[] = []
  for (const body of bodies) ends.push((ends.at(-1) ?? 0) + body.byteLength)
  const notes: NotePairs = events.flatMap((event, index): Array<readonly [number, Notes]> =>
    event.notes === undefined ? [] : [[index, event.notes]],
  )
  return {
    firstPosition: log.headPosition + 1,
    count: events.length,
    recordedAt,
    previousHash: log.headHash,
    names: encodeNames(newNames),
    notes: encodeNotes(notes),
    streams: bytesOf(Uint32Array.from(ordinals)),
    revisions: bytesOf(Uint32Array.from(events.map((event) => event.revision))),
    ends: bytesOf(Uint32Array.from(ends)),
    body: Buffer.concat(bodies),
  }
}

const commit = (log: MemoryLog, placed: Placed, batch: Batch): void => {
  for (const [ordinal, name] of placed.newNames) {
    log.streamNames.push(name)
    log.ordinals.set(name, ordinal)
    log.positions.push([])
  }
  placed.events.forEach((event, index) => {
    const ordinal = placed.ordinals[index] ?? 0
    log.events.push(event)
    log.streams.push(ordinal)
    log.positions[ordinal]?.push(event.position)
  })
  log.batches.push({ ...batch, hash: hashOfBatch(batch) })
}

export interface MemoryAppend {
  readonly log: MemoryLog
  readonly columns: ColumnSpec
  readonly sameContent: SameContent
}

export interface ToAppend {
  readonly events: NewEvents
  readonly expected?: ExpectedRevisions | undefined
  readonly following?: Following | undefined
}

const NOTHING_FOLLOWS: Following = () => []

interface Judged extends Settled {
  readonly appended: Appended
  readonly rows: ReadonlyArray<Float64Array>
}

/** Whatever an append may refuse or throw, before anything is changed. */
const judge = (
  { log, columns, sameContent }: MemoryAppend,
  { events, expected = new Map(), following = NOTHING_FOLLOWS }: ToAppend,
): E.Either<RevisionConflict, Judged> => {
  const settled = new Settler(log, sameContent).settle(events.slice(0, events.length), following)
  const { outcomes, fresh } = settled
  const conflict = fresh.length === 0 ? undefined : conflictIn(log, expected)
  if (conflict !== undefined) return E.left(conflict)
  const taken = takenRows(log, columns)
  taken.marker.forgetPending()
  const rows = fresh.map((event, index) => takeRow(columns, taken, log.headPosition + index + 1, event.payload))
  const appended = { outcomes, head: log.headPosition + fresh.length }
  return E.right({ events: settled.events, outcomes, fresh, appended, rows })
}

export const settleIn = (store: MemoryAppend, append: ToAppend): E.Either<RevisionConflict, Appended> => {
  const judged = judge(store, append)
  return E.isLeft(judged) ? judged : E.right(judged.right.appended)
}

export const appendTo = (store: MemoryAppend, append: ToAppend, at: Instant): E.Either<RevisionConflict, Appended> => {
  const judged = judge(store, append)
  if (E.isLeft(judged)) return judged
  const { log, columns } = store
  const { events, outcomes, fresh, rows, appended } = judged.right
  if (fresh.length === 0) return E.right(appended)
  const recordedAt = instantOfMicros(Math.max(at, log.recordedAt ?? at))
  const placed = place(log, fresh, recordedAt)
  commit(log, placed, encode(log, placed, recordedAt))
  const taken = takenRows(log, columns)
  for (const row of rows) taken.values.push(row)
  taken.marker.keep()
  for (const [index, event] of events.entries()) {
    const settled = outcomes[index]
    if (settled?.outcome === 'stored') log.identities.set(identityKey(event.source, event.id), settled.position)
  }
  log.arrivals.announce()
  return E.right(appended)
}
