import {
  correctActivation,
  couponStream,
  type CouponState,
  decodeStored,
  type Event,
  evolve,
  extendDeadline,
  hold,
  recordOf,
  reinstate,
  type Rejection,
  release,
  type Ruling,
  UNKNOWN_COUPON,
  withdraw,
  withhold,
} from '@earnback/coupon'
import {
  type Contended,
  type EventStore,
  type NewEvent,
  type StoreUnavailable,
  transact,
  type Transaction,
} from '@earnback/event-store'
import { absurd, type Amount, type Instant, type Micros } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'

/** What a person wants done with a coupon. */
export type Intention =
  | { readonly kind: 'hold' | 'release' | 'withhold'; readonly ref?: string | undefined }
  | { readonly kind: 'withdraw'; readonly requested?: Amount | undefined }
  | { readonly kind: 'reinstate'; readonly amount?: Amount | undefined }
  | { readonly kind: 'extend' | 'correct'; readonly to: Instant }

export interface Case {
  readonly ruling: Ruling
  readonly intention: Intention
  /** Who decided it. */
  readonly actor: string
  /** What led to it, such as the case or the violation. */
  readonly cause: string
}

export interface CaseworkDependencies {
  readonly store: EventStore
  /** What is left unspent of the coupon's credit, as of now: asked again whenever the decision is taken again. */
  readonly unspentOf: (couponId: string) => Promise<Micros>
}

const ATTEMPTS_MAX = 10

const decidedBy = (
  { ruling, intention }: Case,
  state: CouponState,
  unspent: Micros,
): E.Either<Rejection, ReadonlyArray<Event>> => {
  switch (intention.kind) {
    case 'hold':
      return hold({ ...ruling, ref: intention.ref })(state)
    case 'release':
      return release({ ...ruling, ref: intention.ref })(state)
    case 'withhold':
      return withhold({ ...ruling, ref: intention.ref })(state)
    case 'withdraw':
      return withdraw({ ...ruling, requested: intention.requested, unspent })(state)
    case 'reinstate':
      return reinstate({ ...ruling, amount: intention.amount })(state)
    case 'extend':
      return extendDeadline({ ...ruling, to: intention.to })(state)
    case 'correct':
      return correctActivation({ ...ruling, to: intention.to })(state)
    default:
      return absurd(intention)
  }
}

type Placed = { readonly event: Event; readonly position: number }

const transactionOf = (
  { unspentOf }: CaseworkDependencies,
  one: Case,
  decided: (events: ReadonlyArray<Event>) => void,
): Transaction<Placed, CouponState, Rejection> => {
  const { couponId, at } = one.ruling
  const recordFrom = (event: Event): NewEvent => {
    const record = recordOf(event, one.cause)
    return { ...record, notes: { ...record.notes, actor: one.actor } }
  }
  return {
    stream: couponStream(couponId),
    decode: ({ json, position }) => ({ event: decodeStored(json), position }),
    initial: UNKNOWN_COUPON,
    evolve: (state, { event, position }) => evolve(state, event, { position }),
    decide: async (state) => {
      const unspent = one.intention.kind === 'withdraw' ? await unspentOf(couponId) : 0n
      const taken = decidedBy(one, state, unspent)
      if (E.isLeft(taken)) return taken
      decided(taken.right)
      return E.right(taken.right.map(recordFrom))
    },
    at,
    attemptsMax: ATTEMPTS_MAX,
  }
}

/**
 * Decides one case on the coupon's stream as it stands, and appends on the revision that was read; answers what was appended,
 * `[]` where it stood already. Where someone else took the same id for another decision meanwhile, it is decided again.
 */
export const decideCase =
  (dependencies: CaseworkDependencies, one: Case): TaskEither<Rejection | Contended | StoreUnavailable, ReadonlyArray<Event>> =>
  async () => {
    let decided: ReadonlyArray<Event> = []
    const transaction = transactionOf(dependencies, one, (events) => (decided = events))
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const appended = await transact(dependencies.store, transaction)()
      if (E.isLeft(appended)) return appended
      if (appended.right.outcomes.every(({ outcome }) => outcome !== 'conflict')) return E.right(decided)
    }
    return E.left({ kind: 'Contended', stream: transaction.stream, attempts: ATTEMPTS_MAX })
  }
