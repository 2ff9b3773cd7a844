import { sameContent, streamOf } from '@earnback/coupon'
import { at, type CloudEventJson, decoded } from '@earnback/coupon/testing'
import { collect, type EventStore, memoryEventStore, type MemoryLog, type ViewChange } from '@earnback/event-store'
import { allRows, QUALIFYING_SPEND, rowsOf, spendColumns } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { rebuildLedger } from '../src'

export const { view: VIEW, version: VERSION } = QUALIFYING_SPEND

export function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(`expected a right, found the left ${JSON.stringify(either.left)}`)
  return either.right
}

export const emptyStore = (log?: MemoryLog): EventStore =>
  memoryEventStore({ columns: spendColumns, sameContent, ...(log === undefined ? {} : { log }) })

/** Appends what a platform sent, or a calculator decided, in one batch. */
export const take = async (store: EventStore, recordedAt: string, ...events: ReadonlyArray<CloudEventJson>): Promise<void> => {
  const records = events.map((json) => {
    const payload = decoded(json)
    return { stream: streamOf(payload), source: json.source, id: json.id, json: JSON.stringify(json), payload }
  })
  right(await store.append(records, at(recordedAt))())
}

export const change = async (store: EventStore, what: Partial<ViewChange>): Promise<void> => {
  right(await store.changeView({ view: VIEW, version: VERSION, position: 0, upserts: [], replace: false, ...what })())
}

const sorted = (rows: ReadonlyArray<readonly [string, string]>): ReadonlyArray<readonly [string, string]> =>
  [...rows].sort(([one], [other]) => (one < other ? -1 : 1))

/** The rows as they stand, and the position that they stand for. */
export const stored = async (store: EventStore): Promise<unknown> => ({
  state: await store.view(VIEW),
  rows: sorted(await collect(store.viewRows(VIEW))),
})

/** The rows that a ledger folded from the first event on comes to. */
export const derived = async (store: EventStore): Promise<unknown> => {
  const ledger = await rebuildLedger(store)
  return { state: { version: VERSION, position: ledger.position }, rows: sorted(await rowsOf(ledger, allRows(ledger))) }
}

/** The store, remembering what is written to its views. */
export const watched = (store: EventStore): EventStore & { readonly changes: ViewChange[] } => {
  const changes: ViewChange[] = []
  return {
    ...store,
    changes,
    changeView: (given) => {
      const upserts = [...given.upserts]
      changes.push({ ...given, upserts })
      return store.changeView({ ...given, upserts })
    },
  }
}

export const keysOf = ({ upserts }: ViewChange): ReadonlyArray<string> => [...upserts].map(([key]) => key)
