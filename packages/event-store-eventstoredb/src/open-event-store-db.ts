import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { type EventStore, type Page, StoreFault, type StoreUnavailable } from '@earnback/event-store'
import { Appender } from './append'
import { auditBoth } from './audit'
import { CatchUp } from './catch-up'
import { checkMirror } from './check-mirror'
import { connectionOf } from './connection'
import { Intake } from './intake'
import { DEFAULT_LIMITS, type Delay, type Limits } from './limits'
import { Live } from './live'
import { ServerLog } from './server-log'

const STREAM = 'earnback'

export interface EventStoreDbOptions {
  /** As EventStoreDB's clients take it, such as `esdb://user:password@host:2113?tls=true`. */
  readonly connectionString: string
  /** The stream in EventStoreDB that holds the log. */
  readonly stream?: string
  /** A local store of this log and of nothing else, empty at first. Closed together with this one. */
  readonly mirror: EventStore
  /** Decodes stored JSON to the payload that the mirror's columns are taken from: its `ColumnSpec.decode`. */
  readonly decode: (json: string) => unknown
  /** A new random UUID at each call. */
  readonly newId: () => string
  readonly delay: Delay
  readonly limits?: Partial<Limits>
}

interface Parts {
  readonly server: ServerLog
  readonly mirror: EventStore
  readonly intake: Intake
  readonly catchUp: CatchUp
  readonly appender: Appender
  readonly live: Live
}

const partsOf = async (options: EventStoreDbOptions): Promise<Parts> => {
  const { connectionString, stream = STREAM, mirror, decode, newId, delay } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const server = new ServerLog({ ...connectionOf(connectionString), stream, limits, delay })
  const { position, recordedAt } = await mirror.head()
  const intake = new Intake({ mirror, decode, position, recordedAt })
  const catchUp = new CatchUp(() =>
    server.read(
      () => intake.end + 1,
      (records) => intake.offer(records),
    ),
  )
  const appender = new Appender({ server, mirror, intake, catchUp, newId, delay, limits })
  const live = new Live({ server, intake, catchUp, stream, delay, limits })
  return { server, mirror, intake, catchUp, appender, live }
}

async function* subscribe({ mirror, live, server }: Parts, afterPosition: number, signal: AbortSignal): AsyncGenerator<Page> {
  if (signal.aborted || !server.isOpen) return
  const failing = new AbortController()
  let failure: unknown
  const leave = live.join((error) => {
    failure = error
    failing.abort()
  })
  try {
    yield* mirror.subscribe(afterPosition, AbortSignal.any([signal, failing.signal]))
    if (failing.signal.aborted) throw failure
  } finally {
    leave()
  }
}

const storeOn = (parts: Parts): EventStore => {
  const { server, mirror, catchUp, appender } = parts
  const current = async (): Promise<EventStore> => {
    await catchUp.now()
    return mirror
  }
  async function* each<A>(read: (mirror: EventStore) => AsyncIterable<A>): AsyncGenerator<A> {
    yield* read(await current())
  }
  return {
    append: (events, at, expected, following) => appender.append({ events, expected, following }, at),
    settle: (events, expected, following) => async () => {
      try {
        return await (await current()).settle(events, expected, following)()
      } catch (error) {
        if (error instanceof StoreFault) return E.left(error.fault)
        throw error
      }
    },
    head: async () => (await current()).head(),
    readAll: (afterPosition) => each((store) => store.readAll(afterPosition)),
    readStream: (stream, fromRevision) => each((store) => store.readStream(stream, fromRevision)),
    readAt: async (positions) => (await current()).readAt(positions),
    subscribe: (afterPosition, signal) => subscribe(parts, afterPosition, signal),
    readColumns: (afterPosition) => each((store) => store.readColumns(afterPosition)),
    streamName: mirror.streamName,
    streamOrdinal: mirror.streamOrdinal,
    view: mirror.view,
    viewRow: mirror.viewRow,
    viewRows: mirror.viewRows,
    changeView: mirror.changeView,
    audit: async (progress) => auditBoth(server, await current(), progress),
    close: async () => {
      server.stop()
      await appender.idle()
      await server.close()
      await mirror.close()
    },
  }
}

/**
 * The event store on EventStoreDB. The server holds the log; what is read comes from the mirror, which is brought up with the
 * log first. Views and their checkpoints live in the mirror, so they never stand ahead of it.
 */
export const openEventStoreDb =
  (options: EventStoreDbOptions): TaskEither<StoreUnavailable, EventStore> =>
  async () => {
    let parts: Parts | undefined
    try {
      parts = await partsOf(options)
      await checkMirror(parts)
      return E.right(storeOn(parts))
    } catch (error) {
      await parts?.server.close()
      if (error instanceof StoreFault) return E.left(error.fault)
      throw error
    }
  }
