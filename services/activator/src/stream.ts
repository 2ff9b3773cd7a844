import { decodeStored, type Event } from '@earnback/coupon'
import { type EventStore, NO_STREAM } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'

interface Recorded {
  readonly position: number
  readonly recordedAt: Instant
}

/** Folds a stream from its first event on; the revision is that of the last. */
export const foldStream = async <State>(
  store: EventStore,
  stream: string,
  initial: State,
  evolve: (state: State, event: Event, recorded: Recorded) => State,
): Promise<{ readonly state: State; readonly revision: number }> => {
  let state = initial
  let revision = NO_STREAM
  for await (const page of store.readStream(stream)) {
    for (const stored of page) {
      state = evolve(state, decodeStored(stored.json), stored)
      revision = stored.revision
    }
  }
  return { state, revision }
}
