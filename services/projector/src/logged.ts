import { decodeStored } from '@earnback/coupon'
import type { EventStore, StoredEvent } from '@earnback/event-store'
import type { ToldEvent } from '@earnback/projections'

/** An event with all that the store keeps beside it. */
const toldEvent = ({ json, position, recordedAt, stream, revision, notes }: StoredEvent): ToldEvent => ({
  event: decodeStored(json),
  recorded: { position, recordedAt },
  stream,
  revision,
  notes,
})

/** Reads a stream's events from a revision on, decoded. */
export type ReadTold = (stream: string, from?: number) => AsyncIterable<ReadonlyArray<ToldEvent>>

export const readTold = (store: EventStore): ReadTold =>
  async function* (stream, from = 0) {
    for await (const page of store.readStream(stream, from)) yield page.map(toldEvent)
  }

/** A stream's events up to and including a position. */
export const toldUpTo = async (read: ReadTold, stream: string, upTo: number): Promise<ReadonlyArray<ToldEvent>> => {
  const told: ToldEvent[] = []
  for await (const page of read(stream)) {
    for (const one of page) if (one.recorded.position <= upTo) told.push(one)
  }
  return told
}

export const toldStream = (store: EventStore, stream: string, upTo: number): Promise<ReadonlyArray<ToldEvent>> =>
  toldUpTo(readTold(store), stream, upTo)
