import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { Instant } from '@earnback/kernel'
import { NO_STREAM, type Appended, type EventStore, type NewEvent, type StoredEvent, type StoreUnavailable } from './port'

export interface Transaction<Event, State, Rejection> {
  readonly stream: string
  readonly decode: (stored: StoredEvent) => Event
  readonly initial: State
  readonly evolve: (state: State, event: Event) => State
  /** Nothing to do is `[]`. Called again on what others appended meanwhile, so it must change nothing; it may wait for what it asks. */
  readonly decide: (
    state: State,
  ) => E.Either<Rejection, ReadonlyArray<NewEvent>> | Promise<E.Either<Rejection, ReadonlyArray<NewEvent>>>
  readonly at: Instant
  readonly attemptsMax: number
}

/** Others kept appending to the stream, `attemptsMax` times in a row. */
export interface Contended {
  readonly kind: 'Contended'
  readonly stream: string
  readonly attempts: number
}

const NOTHING_APPENDED = { outcomes: [] }

/** Loads the stream, folds it, decides, and appends on the revision that was read; decides again where someone was faster. */
export const transact =
  <Event, State, Rejection>(
    store: EventStore,
    transaction: Transaction<Event, State, Rejection>,
  ): TaskEither<Rejection | Contended | StoreUnavailable, Appended> =>
  async () => {
    const { stream, decode, initial, evolve, decide, at, attemptsMax } = transaction
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      let state = initial
      let revision = NO_STREAM
      for await (const page of store.readStream(stream)) {
        for (const stored of page) {
          state = evolve(state, decode(stored))
          revision = stored.revision
        }
      }
      const decided = await decide(state)
      if (E.isLeft(decided)) return decided
      if (decided.right.length === 0) return E.right({ ...NOTHING_APPENDED, head: (await store.head()).position })
      const appended = await store.append(decided.right, at, new Map([[stream, revision]]))()
      if (E.isRight(appended)) return appended
      if (appended.left.kind === 'StoreUnavailable') return E.left(appended.left)
    }
    return E.left({ kind: 'Contended', stream, attempts: attemptsMax })
  }
