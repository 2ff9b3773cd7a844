import {
  appendToStream,
  createEventStoreSchema,
  readMessagesBatch,
  sqliteConnection,
  type SQLiteConnection,
} from '@event-driven-io/emmett-sqlite'
import type { Event } from '@event-driven-io/emmett'
import { join } from 'node:path'
import type { Appender, Engine, Live } from '../engine'
import type { BenchEvent } from '../events'
import { startFold, type Fold } from '../fold'

type StoredEvent = Event<BenchEvent['type'], BenchEvent['data'], { readonly time: string }>

const STREAM = 'events-all'
const READ_BATCH_EVENTS = 1000

/** Its own store opens and closes the file at every append, so the calls below it are used, on one connection. */
export const connect = async (folder: string): Promise<SQLiteConnection> => {
  const connection = sqliteConnection({ fileName: join(folder, 'emmett.db') })
  await connection.command('PRAGMA synchronous = FULL')
  return connection
}

/** Its close returns before SQLite has folded the log back into the file; the process ends only after that. */
export const disconnect = (connection: SQLiteConnection): Promise<void> => {
  connection.close()
  return Promise.resolve()
}

export const toStored = ({ type, data, id, source, time }: BenchEvent): StoredEvent => ({
  type,
  data,
  metadata: { messageId: id, source, time } as { readonly time: string },
  kind: 'Event',
})

const LEVELS = ['OFF', 'NORMAL', 'FULL', 'EXTRA']

export const readDurability = async (connection: SQLiteConnection): Promise<string> => {
  const journal = await connection.querySingle<{ journal_mode: string }>('PRAGMA journal_mode')
  const level = await connection.querySingle<{ synchronous: number }>('PRAGMA synchronous')
  const synchronous = LEVELS[level?.synchronous ?? -1] ?? 'unknown'
  return `journal_mode=${journal?.journal_mode}, synchronous=${synchronous}, read back after the writes; identity is not checked`
}

const openForAppend = async (folder: string): Promise<Appender> => {
  const connection = await connect(folder)
  await createEventStoreSchema(connection)
  let revision = 0n
  return {
    append: ({ events }) => {
      const typed = events.map(toStored)
      return async () => {
        const appended = await appendToStream(connection, STREAM, 'events', typed, { expectedStreamVersion: revision })
        if (!appended.success) throw new Error(`emmett-sqlite refused an append at revision ${revision}`)
        revision = appended.nextStreamPosition
      }
    },
    durability: () => readDurability(connection),
    close: () => disconnect(connection),
  }
}

const catchUp = async (connection: SQLiteConnection, fold: Fold, after: bigint): Promise<bigint> => {
  let position = after
  for (;;) {
    const read = await readMessagesBatch<StoredEvent>(connection, { after: position, batchSize: READ_BATCH_EVENTS })
    for (const { type, data, metadata } of read.messages) fold.add({ type, data, time: metadata.time } as BenchEvent)
    position = read.currentGlobalPosition
    if (!read.areEventsLeft) return position
  }
}

const rebuild = async (folder: string) => {
  const connection = await connect(folder)
  const fold = startFold()
  await catchUp(connection, fold, 0n)
  await disconnect(connection)
  return fold.answers()
}

const openLive = async (folder: string): Promise<Live> => {
  const connection = await connect(folder)
  const fold = startFold()
  let position = await catchUp(connection, fold, 0n)
  return {
    settle: async (event) => {
      // All events are in one stream, so its revision is the global position.
      await appendToStream(connection, STREAM, 'events', [toStored(event)], { expectedStreamVersion: position })
      position = await catchUp(connection, fold, position)
      return fold.answerFor(event.data.adAccountId)
    },
    close: () => disconnect(connection),
  }
}

export const emmettSqlite: Engine = {
  about:
    'emmett-sqlite 0.38.5: appendToStream of 1,000 to one stream on one connection (its fastest layout), ' +
    'readMessagesBatch of 1,000 without its consumer’s pauses; state in memory for one more line.',
  openForAppend,
  rebuild,
  openLive,
}
