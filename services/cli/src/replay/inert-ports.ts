import type { EventStore, StoreUnavailable } from '@earnback/event-store'
import type { RecordSink } from '@earnback/publisher'
import * as TE from 'fp-ts/TaskEither'

/** A store that can only be read, and a sink that only counts; both remember what was asked of them all the same. */
export interface InertPorts {
  readonly store: EventStore
  readonly sink: RecordSink
  readonly writes: ReadonlyArray<string>
  readonly emitted: () => number
}

const REFUSED: StoreUnavailable = { kind: 'StoreUnavailable', code: 'STORE_READ_ONLY', message: 'a replay writes nothing' }

export const inertPorts = (store: EventStore, progress: string | undefined): InertPorts => {
  const writes: string[] = []
  let emitted = 0
  return {
    store: {
      ...store,
      append: (events) => {
        writes.push(`an append of ${events.length} events`)
        return TE.left(REFUSED)
      },
      changeView: ({ view }) => {
        writes.push(`a change of the read model ${view}`)
        return TE.left(REFUSED)
      },
    },
    sink: {
      open: () => TE.right({ progress }),
      publish: (records) => {
        emitted += records.length
        return TE.right(undefined)
      },
      close: () => Promise.resolve(),
    },
    writes,
    emitted: () => emitted,
  }
}
