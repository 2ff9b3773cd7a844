import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { decodeEvent, decodeStored, sameContent, streamOf } from '@earnback/coupon'
import { type EventStore, memoryEventStore, type NewEvent } from '@earnback/event-store'
import { openEventStoreDb } from '@earnback/event-store-eventstoredb'
import { ServerDouble } from '@earnback/event-store-eventstoredb/testing'
import { instantOfMillis } from '@earnback/kernel'
import { QualifyingSpend, spendColumns } from '@earnback/projections'
import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client'
import { type Row, timed } from './row'
import { spendRecord } from './spend-records'

const AT = instantOfMillis(Date.UTC(2026, 10, 1))
const SERVER_APPEND_BYTES_MAX = 64 * 1_048_576

const opened = async (connectionString: string, stream: string): Promise<EventStore> => {
  const store = await openEventStoreDb({
    connectionString,
    stream,
    mirror: memoryEventStore({ columns: spendColumns, sameContent }),
    decode: decodeStored,
    newId: randomUUID,
    delay: (ms, signal) => pause(ms, undefined, { signal }).then(undefined, () => undefined),
  })()
  if (store._tag === 'Left') throw new Error(store.left.message)
  return store.right
}

const newEvent = (number: number): NewEvent => {
  const { value } = spendRecord(number)
  const decoded = decodeEvent(JSON.parse(value))
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left))
  const payload = decoded.right
  return { stream: streamOf(payload), source: payload.source, id: payload.id, json: value, payload }
}

/** From a server that does next to nothing: appending, and reading into a mirror and its projection, beside the client alone. */
export const eventStoreDbPipes = async (count: number): Promise<ReadonlyArray<Row>> => {
  const double = new ServerDouble(SERVER_APPEND_BYTES_MAX)
  await double.start()
  const rows: Row[] = []
  try {
    for (const size of [100, 1_000]) {
      const stream = `bench-${size}`
      const writer = await opened(double.connectionString, stream)
      const appending = await timed(async () => {
        for (let from = 0; from < count; from += size) {
          const appended = await writer.append(
            Array.from({ length: size }, (_, index) => newEvent(from + index)),
            AT,
          )()
          if (appended._tag === 'Left') throw new Error(appended.left.kind)
        }
      })
      await writer.close()
      const client = EventStoreDBClient.connectionString(double.connectionString)
      const bare = await timed(async () => {
        let seen = 0
        for await (const _ of client.readStream(stream, { fromRevision: START, direction: FORWARDS }, { highWaterMark: 512 }))
          seen++
        if (seen !== count) throw new Error(`read ${seen} of ${count}`)
      })
      let reader: EventStore | undefined
      const reading = await timed(async () => {
        reader = await opened(double.connectionString, stream)
        const ledger = new QualifyingSpend(reader)
        for await (const page of reader.readColumns(0)) await ledger.apply(page)
        if (ledger.position !== count) throw new Error(`projected ${ledger.position} of ${count}`)
      })
      await reader?.close()
      const batch = `appends of ${size}`
      rows.push(
        { measurement: 'EventStoreDB client, bare read', batch, events: count, seconds: bare, ratio: 1 },
        { measurement: 'EventStoreDB to mirror and projection', batch, events: count, seconds: reading, ratio: bare / reading },
        { measurement: 'append through the adapter', batch, events: count, seconds: appending, ratio: undefined },
      )
    }
  } finally {
    await double.stop()
  }
  return rows
}
