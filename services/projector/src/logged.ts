import { decodeStored } from '@earnback/coupon'
import type { EventStore, StoredEvent } from '@earnback/event-store'
import type { LoggedEvent, ToldEvent } from '@earnback/projections'

const loggedEvent = ({ json, position, recordedAt }: StoredEvent): LoggedEvent => ({
  event: decodeStored(json),
  recorded: { position, recordedAt },
})

/** A stream's events up to and including a position, decoded. */
export const loggedStream = async (store: EventStore, stream: string, upTo: number): Promise<ReadonlyArray<LoggedEvent>> => {
  const logged: LoggedEvent[] = []
  for await (const page of store.readStream(stream)) {
    for (const stored of page) if (stored.position <= upTo) logged.push(loggedEvent(stored))
  }
  return logged
}

/** An event with all that the store keeps beside it. */
export const toldEvent = (stored: StoredEvent): ToldEvent => ({
  ...loggedEvent(stored),
  stream: stored.stream,
  revision: stored.revision,
  notes: stored.notes,
})

/** The same with all that the store keeps beside each event. */
export const toldStream = async (store: EventStore, stream: string, upTo: number): Promise<ReadonlyArray<ToldEvent>> => {
  const told: ToldEvent[] = []
  for await (const page of store.readStream(stream)) {
    for (const stored of page) if (stored.position <= upTo) told.push(toldEvent(stored))
  }
  return told
}
