import { calculate, type Calculated, type CalculationContended, type ReadSide } from '@earnback/calculator'
import { type Case, decideCase } from '@earnback/casework'
import {
  couponStream,
  decodeStored,
  type Event,
  evolve,
  type Rejection,
  sameContent,
  UNKNOWN_COUPON,
  withdrawableOf,
} from '@earnback/coupon'
import type { Contended, EventStore, StoreUnavailable } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import type { Instant, Micros } from '@earnback/kernel'
import { spendColumns } from '@earnback/projections'
import { Projector, viewCouponAt } from '@earnback/projector'
import type { TaskEither } from 'fp-ts/TaskEither'
import * as TE from 'fp-ts/TaskEither'
import type { Config } from './config'

/** The services over one store, in one process. */
export interface Engine {
  readonly store: EventStore
  readonly projector: Projector
  readonly calculate: (now: Instant) => TaskEither<StoreUnavailable | CalculationContended, Calculated>
  /** Takes a person's decision. */
  readonly decide: (one: Case) => TaskEither<Rejection | Contended | StoreUnavailable, ReadonlyArray<Event>>
}

export const openStore = (path: string): TaskEither<StoreUnavailable, EventStore> =>
  sqliteEventStore({ path, columns: spendColumns, sameContent })

/** What is left of a coupon's credit: what was granted and not withdrawn. */
const unspentOn =
  (store: EventStore) =>
  async (couponId: string): Promise<Micros> => {
    let state = UNKNOWN_COUPON
    for await (const page of store.readStream(couponStream(couponId)))
      for (const { json, position } of page) state = evolve(state, decodeStored(json), { position })
    return withdrawableOf(state)
  }

const engineOn = (store: EventStore, { calculationLag, allowedLateness, grantAuthority }: Config): Engine => {
  const projector = new Projector(store)
  const readSide: ReadSide = {
    catchUp: () => projector.catchUp(),
    viewAt: (couponId, position) => viewCouponAt(store, couponId, {}, position),
  }
  return {
    store,
    projector,
    calculate: (now) =>
      calculate(store, readSide, { now, lag: calculationLag, allowedLateness, watermark: undefined, grantAuthority }),
    decide: (one) => decideCase({ store, unspentOf: unspentOn(store) }, one),
  }
}

export const openEngine = (config: Config): TaskEither<StoreUnavailable, Engine> =>
  TE.map((store: EventStore) => engineOn(store, config))(openStore(config.store.path))
