import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { type ColumnSpec, type EventStore, follow, type SameContent, type StoreUnavailable } from '@earnback/event-store'
import { Appender } from './append'
import { auditFile } from './audit'
import { faultOf, isBusy, reading } from './faults'
import { headOf, readMeta } from './head'
import { LogHandle } from './log-handle'
import { type OpenFile, openFile } from './open-file'
import { readAll, readAt } from './read'
import { readColumns } from './read-columns'
import { readStream } from './read-stream'
import { changeView, viewRow, viewRows, viewState } from './views'

const BUSY_TIMEOUT_MS = 5_000
/** How long SQLite itself waits for another writer before the rest of this process gets a turn. */
const BUSY_SLICE_MS = 100
const POLL_MS = 50

export interface SqliteEventStoreOptions {
  readonly path: string
  readonly columns: ColumnSpec
  readonly sameContent: SameContent
  /** How long a write waits for another process's before it answers STORE_BUSY. */
  readonly busyTimeoutMs?: number
  /** How often a subscription looks for what another process appended. */
  readonly pollMs?: number
  /** The size that the file may grow to before an append answers STORE_FULL. */
  readonly fileBytesMax?: number
}

const opened = async (options: SqliteEventStoreOptions, attemptsMax: number): Promise<E.Either<StoreUnavailable, OpenFile>> => {
  const { path, busyTimeoutMs = BUSY_TIMEOUT_MS, fileBytesMax } = options
  const timeoutMs = Math.min(busyTimeoutMs, BUSY_SLICE_MS)
  for (let attempt = 1; ; attempt++) {
    try {
      return E.right(openFile({ path, timeoutMs, ...(fileBytesMax === undefined ? {} : { fileBytesMax }) }))
    } catch (error) {
      const fault = faultOf(error)
      if (fault === undefined) throw error
      if (!isBusy(error) || attempt >= attemptsMax) return E.left(fault)
    }
    await new Promise(setImmediate)
  }
}

const storeOn = (handle: LogHandle, { path, columns, pollMs = POLL_MS }: SqliteEventStoreOptions): EventStore => {
  const appender = new Appender(handle)
  const named = () => reading(() => handle.nameStreams(readMeta(handle.statements).position))
  return {
    append: (events, at, expected, following) => appender.append({ events, expected, following }, at),
    settle: (events, expected, following) => appender.settle({ events, expected, following }),
    head: async () => reading(() => headOf(readMeta(handle.statements))),
    readAll: (afterPosition) => readAll(handle, afterPosition),
    readStream: (stream, fromRevision = 0) => readStream(handle, stream, fromRevision),
    readAt: (positions) => readAt(handle, positions),
    subscribe: (afterPosition, signal) =>
      follow(
        {
          readAll: (after) => readAll(handle, after),
          next: (until) => handle.arrivals.next(until, pollMs),
          isOpen: () => handle.db.open,
        },
        afterPosition,
        signal,
      ),
    readColumns: (afterPosition) => readColumns(handle, afterPosition),
    streamName: (ordinal) => handle.streams.nameOf(ordinal) ?? named().nameOf(ordinal),
    streamOrdinal: (stream) => handle.streams.ordinalOf(stream) ?? named().ordinalOf(stream),
    view: async (view) => viewState(handle, view),
    viewRow: async (view, key) => viewRow(handle, view, key),
    viewRows: (view) => viewRows(handle, view),
    changeView: (change) => changeView(handle, change),
    audit: (progress) => auditFile(path, columns, progress),
    close: async () => {
      await handle.idle()
      handle.db.close()
      handle.arrivals.announce()
    },
  }
}

/** The event store in one SQLite file. Several processes may open it: writers take turns, readers never wait. */
export const sqliteEventStore =
  (options: SqliteEventStoreOptions): TaskEither<StoreUnavailable, EventStore> =>
  async () => {
    const { columns, sameContent, busyTimeoutMs = BUSY_TIMEOUT_MS } = options
    const attemptsMax = Math.max(1, Math.ceil(busyTimeoutMs / BUSY_SLICE_MS))
    const file = await opened(options, attemptsMax)
    if (E.isLeft(file)) return file
    const handle = new LogHandle(file.right.db, file.right.statements, { columns, sameContent, attemptsMax })
    return E.right(storeOn(handle, options))
  }
