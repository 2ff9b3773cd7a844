import * as E from 'fp-ts/Either'
import { follow } from './follow'
import { appendTo, settleIn } from './memory-append'
import { auditMemory } from './memory-audit'
import { columnPage } from './memory-columns'
import { MemoryLog } from './memory-log'
import type { ColumnPage, ColumnSpec, EventStore, Head, Page, SameContent, StoredEvent, ViewChange, ViewMoved } from './port'

export { MemoryLog } from './memory-log'

const PAGE_EVENTS_MAX = 1_000

export interface MemoryEventStoreOptions {
  readonly columns: ColumnSpec
  readonly sameContent: SameContent
  /** Shared by several handles where given, as a file is by several processes. */
  readonly log?: MemoryLog
}

async function* readAll(log: MemoryLog, afterPosition: number): AsyncGenerator<Page> {
  const head = log.headPosition
  for (let from = Math.max(afterPosition, 0); from < head; from += PAGE_EVENTS_MAX) {
    yield log.events.slice(from, Math.min(from + PAGE_EVENTS_MAX, head))
  }
}

const eventsAt = (log: MemoryLog, positions: ReadonlyArray<number>): Page =>
  positions.flatMap((position): StoredEvent[] => {
    const event = log.events[position - 1]
    return event === undefined ? [] : [event]
  })

async function* readStream(log: MemoryLog, stream: string, fromRevision: number): AsyncGenerator<Page> {
  const positions = log.positions[log.ordinals.get(stream) ?? -1] ?? []
  const end = positions.length
  for (let from = Math.max(fromRevision, 0); from < end; from += PAGE_EVENTS_MAX) {
    yield eventsAt(log, positions.slice(from, Math.min(from + PAGE_EVENTS_MAX, end)))
  }
}

async function* readColumns(log: MemoryLog, spec: ColumnSpec, afterPosition: number): AsyncGenerator<ColumnPage> {
  const head = log.headPosition
  for (let from = Math.max(afterPosition, 0); from < head; from += PAGE_EVENTS_MAX) {
    yield columnPage(log, spec, from + 1, Math.min(PAGE_EVENTS_MAX, head - from))
  }
}

const changeView = (log: MemoryLog, change: ViewChange): E.Either<ViewMoved, void> => {
  const position = log.views.get(change.view)?.state.position ?? 0
  if (change.after !== undefined && change.after !== position) return E.left({ kind: 'ViewMoved', view: change.view, position })
  if (change.position > log.headPosition) throw new RangeError(`view ${change.view} would stand ahead of the log`)
  const rows = new Map(change.replace ? [] : log.views.get(change.view)?.rows)
  for (const [key, json] of change.upserts) rows.set(key, json)
  log.views.set(change.view, { state: { version: change.version, position: change.position }, rows })
  return E.right(undefined)
}

const headOf = (log: MemoryLog): Head => ({
  position: log.headPosition,
  hash: Buffer.from(log.headHash).toString('hex'),
  recordedAt: log.recordedAt,
})

/** The whole port in memory: for tests, and the twin that the embedded store is compared with. */
export const memoryEventStore = ({ columns, sameContent, log = new MemoryLog() }: MemoryEventStoreOptions): EventStore => {
  let isOpen = true
  return {
    append: (events, at, expected, following) => () =>
      Promise.resolve().then(() => appendTo({ log, columns, sameContent }, { events, expected, following }, at)),
    settle: (events, expected, following) => () =>
      Promise.resolve().then(() => settleIn({ log, columns, sameContent }, { events, expected, following })),
    head: async () => headOf(log),
    readAll: (afterPosition) => readAll(log, afterPosition),
    readStream: (stream, fromRevision = 0) => readStream(log, stream, fromRevision),
    readAt: async (positions) => eventsAt(log, positions),
    subscribe: (afterPosition, signal) =>
      follow(
        { readAll: (after) => readAll(log, after), next: (until) => log.arrivals.next(until), isOpen: () => isOpen },
        afterPosition,
        signal,
      ),
    readColumns: (afterPosition) => readColumns(log, columns, afterPosition),
    streamName: (ordinal) => log.streamNames[ordinal],
    streamOrdinal: (stream) => log.ordinals.get(stream),
    view: async (view) => log.views.get(view)?.state,
    viewRow: async (view, key) => log.views.get(view)?.rows.get(key),
    viewRows: async function* (view) {
      yield* [...(log.views.get(view)?.rows ?? [])]
    },
    changeView: (change) => () => Promise.resolve().then(() => changeView(log, change)),
    audit: async (progress) => auditMemory(log, headOf(log), progress),
    close: async () => {
      isOpen = false
      log.arrivals.announce()
    },
  }
}
