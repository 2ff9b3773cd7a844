import { activateCode, type ActivationContended, diagnoseRequest } from '@earnback/activator'
import { calculate, type Calculated, type CalculationContended, type ReadSide } from '@earnback/calculator'
import { type Case, decideCase } from '@earnback/casework'
import {
  type ActivationAnswer,
  type ActivationRequest,
  type Check,
  type Event,
  type Rejection,
  sameContent,
} from '@earnback/coupon'
import type { Contended, EventStore, StoreUnavailable } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import type { Instant } from '@earnback/kernel'
import { spendColumns } from '@earnback/projections'
import { Projector, unspentCredit, viewCouponAt } from '@earnback/projector'
import type { TaskEither } from 'fp-ts/TaskEither'
import * as TE from 'fp-ts/TaskEither'
import type { Config } from './config'
import { type AppendListener, observedStore } from './observed-store'

/** The services over one store, in one process. */
export interface Engine {
  readonly store: EventStore
  readonly projector: Projector
  readonly calculate: (now: Instant) => TaskEither<StoreUnavailable | CalculationContended, Calculated>
  readonly activate: (request: ActivationRequest) => TaskEither<StoreUnavailable | ActivationContended, ActivationAnswer>
  readonly diagnose: (request: ActivationRequest) => Promise<ReadonlyArray<Check>>
  /** Takes a person's decision. */
  readonly decide: (one: Case) => TaskEither<Rejection | Contended | StoreUnavailable, ReadonlyArray<Event>>
  /** Tells of every append that this process makes. */
  readonly onAppend: (listener: AppendListener) => void
}

export const openStore = (path: string): TaskEither<StoreUnavailable, EventStore> =>
  sqliteEventStore({ path, columns: spendColumns, sameContent })

const engineOn = (opened: EventStore, { calculationLag, allowedLateness, grantAuthority }: Config): Engine => {
  const { store, onAppend } = observedStore(opened, () => performance.now())
  const projector = new Projector(store)
  const readSide: ReadSide = {
    catchUp: () => projector.catchUp(),
    viewAt: (couponId, position) => viewCouponAt(store, couponId, {}, position),
  }
  return {
    store,
    projector,
    onAppend,
    calculate: (now) =>
      calculate(store, readSide, { now, lag: calculationLag, allowedLateness, watermark: undefined, grantAuthority }),
    activate: (request) => activateCode(store, projector, request),
    diagnose: (request) => diagnoseRequest(store, projector, request),
    decide: (one) =>
      decideCase({ store, unspentOf: (couponId) => unspentCredit({ store, projector }, couponId, one.ruling.at) }, one),
  }
}

export const openEngine = (config: Config): TaskEither<StoreUnavailable, Engine> =>
  TE.map((store: EventStore) => engineOn(store, config))(openStore(config.store.path))
