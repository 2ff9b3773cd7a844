import type { EventStore } from '@earnback/event-store'
import { QUALIFYING_SPEND } from '@earnback/projections'
import type { Projector } from './projector'

/** The log and what keeps its rows: what an answer about more than one coupon needs. */
export interface ReadSide {
  readonly store: EventStore
  readonly projector: Projector
}

/** Makes the rows stand for the head of the log. */
export const bringRowsToHead = async ({ store, projector }: ReadSide): Promise<void> => {
  const { position } = await store.head()
  const stored = await store.view(QUALIFYING_SPEND.view)
  if (stored?.version !== QUALIFYING_SPEND.version || stored.position !== position) await projector.catchUp()
}
