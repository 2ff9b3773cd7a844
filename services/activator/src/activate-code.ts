import { activate, type ActivationAnswer, type ActivationRequest, couponStream, recordOf, streamOf } from '@earnback/coupon'
import { type EventStore, NO_STREAM, type StoreUnavailable } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { type CouponDirectory, type Loaded, loadKnowledge } from './knowledge'

/** Other writers kept getting in first, `attempts` times in a row. */
export interface ActivationContended {
  readonly kind: 'ActivationContended'
  readonly attempts: number
}

const ATTEMPTS_MAX = 10

/**
 * An activation has to find every coupon as it was judged, so that what the platform reports meanwhile is judged too, and its
 * reservations must be the first; a refusal expects nothing.
 */
const expectedBy = ({ accepted, events }: ActivationAnswer, { revisions }: Loaded): ReadonlyMap<string, number> => {
  if (!accepted) return new Map()
  const reserved = events.map((event) => [streamOf(event), NO_STREAM] as const)
  const judged = [...revisions].map(([couponId, revision]) => [couponStream(couponId), revision] as const)
  return new Map([...reserved, ...judged])
}

/** Appends all or nothing; false where someone else was faster and it has to be judged again. */
const append = async (
  store: EventStore,
  answer: ActivationAnswer,
  loaded: Loaded,
  now: Instant,
): Promise<E.Either<StoreUnavailable, boolean>> => {
  const cause = answer.events.at(-1)?.id ?? ''
  const records = answer.events.map((event) => recordOf(event, cause))
  const appended = await store.append(records, now, expectedBy(answer, loaded))()
  if (E.isLeft(appended)) return appended.left.kind === 'RevisionConflict' ? E.right(false) : E.left(appended.left)
  return E.right(appended.right.outcomes.every(({ outcome }) => outcome === 'stored'))
}

/**
 * Answers a request to activate a code: the coupon is activated, or the refusal is recorded with all its reasons. Of any number of
 * requests at once, in whatever processes, one activates a code and one takes a business account's slot (R10, R19, R20, R22).
 */
export const activateCode =
  (
    store: EventStore,
    directory: CouponDirectory,
    request: ActivationRequest,
  ): TaskEither<StoreUnavailable | ActivationContended, ActivationAnswer> =>
  async () => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const loaded = await loadKnowledge(store, directory, request)
      const answer = activate(request)(loaded.known)
      if (answer.events.length === 0) return E.right(answer)
      const isFirst = await append(store, answer, loaded, request.at)
      if (E.isLeft(isFirst)) return isFirst
      if (isFirst.right) return E.right(answer)
    }
    return E.left({ kind: 'ActivationContended', attempts: ATTEMPTS_MAX })
  }
