import { randomUUID } from 'node:crypto'
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
import { openEventStoreDb } from '@earnback/event-store-eventstoredb'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import type { Instant } from '@earnback/kernel'
import { spendColumns } from '@earnback/projections'
import { Projector, unspentCredit, viewCouponAt } from '@earnback/projector'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import * as TE from 'fp-ts/TaskEither'
import { type Config, fileOf } from './config'
import type { Edge } from './edge'
import { inputTopics } from './kafka/kafka-config'
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

/** The log: in the file alone, or on a server, which the file mirrors. */
export const openLog =
  (config: Config, pause: Edge['pause']): TaskEither<StoreUnavailable, EventStore> =>
  async () => {
    const local = await openStore(fileOf(config))()
    if (config.store.kind === 'sqlite' || E.isLeft(local)) return local
    const mirror = local.right
    const opened = await openEventStoreDb({
      connectionString: config.store.connection,
      stream: config.eventStoreStream,
      mirror,
      decode: spendColumns.decode,
      newId: randomUUID,
      delay: pause,
    })()
    if (E.isLeft(opened)) await mirror.close()
    return opened
  }

const engineOn = (opened: EventStore, { calculationLag, allowedLateness, grantAuthority, kafka }: Config): Engine => {
  const topics = new Set(kafka === undefined ? [] : inputTopics(kafka))
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
    calculate: (now) => calculate(store, readSide, { now, lag: calculationLag, allowedLateness, topics, grantAuthority }),
    activate: (request) => activateCode(store, projector, request),
    diagnose: (request) => diagnoseRequest(store, projector, request),
    decide: (one) =>
      decideCase({ store, unspentOf: (couponId) => unspentCredit({ store, projector }, couponId, one.ruling.at) }, one),
  }
}

export const openEngine = (config: Config, pause: Edge['pause']): TaskEither<StoreUnavailable, Engine> =>
  TE.map((store: EventStore) => engineOn(store, config))(openLog(config, pause))
