import { appendToStream, createEventStoreSchema } from '@event-driven-io/emmett-sqlite'
import type { Appender, Engine } from '../engine'
import type { BenchEvent } from '../events'
import { connect, disconnect, emmettSqlite, readDurability, toStored } from './emmett-sqlite'

const streamOf = ({ data }: BenchEvent): string => ('spendId' in data ? `spend-${data.adAccountId}` : `coupon-${data.couponId}`)

const openForAppend = async (folder: string): Promise<Appender> => {
  const connection = await connect(folder)
  await createEventStoreSchema(connection)
  const revisions = new Map<string, bigint>()
  const appendTo = async (stream: string, events: ReadonlyArray<BenchEvent>): Promise<void> => {
    const expectedStreamVersion = revisions.get(stream) ?? 0n
    const appended = await appendToStream(connection, stream, 'events', events.map(toStored), { expectedStreamVersion })
    if (!appended.success) throw new Error(`emmett-sqlite refused an append to ${stream}`)
    revisions.set(stream, appended.nextStreamPosition)
  }
  return {
    append:
      ({ events }) =>
      () =>
        connection.withTransaction(async () => {
          const byStream = new Map<string, BenchEvent[]>()
          for (const event of events) {
            const stream = streamOf(event)
            byStream.set(stream, [...(byStream.get(stream) ?? []), event])
          }
          for (const [stream, own] of byStream) await appendTo(stream, own)
        }),
    durability: () => readDurability(connection),
    close: () => disconnect(connection),
  }
}

export const emmettSqliteByAccount: Engine = {
  about: 'emmett-sqlite 0.38.5 with a stream per account and per coupon, one transaction per 1,000 events.',
  openForAppend,
  rebuild: emmettSqlite.rebuild,
  openLive: null,
}
