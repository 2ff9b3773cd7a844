import { decodeStored, sourceStream } from '@earnback/coupon'
import { type EventStore, NO_STREAM, type StoredEvent } from '@earnback/event-store'

/** How far a partition was taken in, and the revision that says so: whoever advances it must find it there. */
export interface SourcePosition {
  readonly topic: string
  readonly partition: number
  /** The first offset that was not read; undefined where the partition was never read. */
  readonly next: number | undefined
  readonly topicId: string | undefined
  readonly revision: number
}

const firstFrom = async (
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  revision: number,
): Promise<StoredEvent | undefined> => {
  for await (const page of store.readStream(stream, revision)) for (const stored of page) return stored
  return undefined
}

/** The last event of a stream, found by doubling and halving: a stream holds one event for each batch that was ever read. */
const lastOf = async (store: Pick<EventStore, 'readStream'>, stream: string): Promise<StoredEvent | undefined> => {
  let last = await firstFrom(store, stream, 0)
  if (last === undefined) return undefined
  let missing = 1
  for (
    let found = await firstFrom(store, stream, missing);
    found !== undefined;
    found = await firstFrom(store, stream, missing)
  ) {
    last = found
    missing *= 2
  }
  let known = last.revision
  while (missing - known > 1) {
    const middle = (known + missing) >>> 1
    const found = await firstFrom(store, stream, middle)
    if (found === undefined) missing = middle
    else [known, last] = [middle, found]
  }
  return last
}

/** Where reading a partition goes on, as the log says it. Throws `StoreFault`. */
export const sourcePosition = async (
  store: Pick<EventStore, 'readStream'>,
  topic: string,
  partition: number,
): Promise<SourcePosition> => {
  const last = await lastOf(store, sourceStream(topic, partition))
  const event = last === undefined ? undefined : decodeStored(last.json)
  if (last === undefined || event?.name !== 'SourceAdvanced')
    return { topic, partition, next: undefined, topicId: undefined, revision: NO_STREAM }
  return { topic, partition, next: event.data.next, topicId: event.data.topicId, revision: last.revision }
}
