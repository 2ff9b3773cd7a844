import type { Appended, EventStore, Following, NewEvents, StoreUnavailable } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'

/** Appends whatever the streams' revisions are: facts are taken in as they come. */
export const append = async (
  store: Pick<EventStore, 'append'>,
  events: NewEvents,
  at: Instant,
  following?: Following,
): Promise<E.Either<StoreUnavailable, Appended>> => {
  const appended = await store.append(events, at, undefined, following)()
  if (E.isRight(appended)) return appended
  if (appended.left.kind === 'RevisionConflict') throw new Error('the store refused a revision that nobody expected')
  return E.left(appended.left)
}
