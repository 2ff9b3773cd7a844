import { type ActivationAnswer, decodeStored, type Event, sameContent, streamOf } from '@earnback/coupon'
import { ACCOUNT, ACTIVATED_AT, at, type CloudEventJson, decoded } from '@earnback/coupon/testing'
import { collectEvents, type EventStore, memoryEventStore, type NewEvent } from '@earnback/event-store'
import { QualifyingSpend, spendColumns } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { activateCode, type CouponDirectory, diagnoseRequest } from '../src'

const CODE = 'SPRING2026'

export function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(`expected a right, found the left ${JSON.stringify(either.left)}`)
  return either.right
}

export const emptyStore = (): EventStore => memoryEventStore({ columns: spendColumns, sameContent })

const recordFrom = (json: CloudEventJson): NewEvent => {
  const payload = decoded(json)
  return { stream: streamOf(payload), source: json.source, id: json.id, json: JSON.stringify(json), payload }
}

/** The directory that the command line reads out of the projector's rows, folded from the log each time. */
const directoryOf = (store: EventStore): CouponDirectory => ({
  entry: async (key) => {
    const ledger = new QualifyingSpend(store)
    for await (const page of store.readColumns(0)) await ledger.apply(page)
    return ledger.directory.entry(key)
  },
})

interface Asked {
  readonly code?: string
  readonly account?: string
  readonly now?: string
  readonly key?: string
}

/** One activator on a store: facts go in, requests are answered. */
export class Activator {
  constructor(readonly store: EventStore = emptyStore()) {}

  async take(...facts: ReadonlyArray<CloudEventJson>): Promise<this> {
    right(await this.store.append(facts.map(recordFrom), at(ACTIVATED_AT))())
    return this
  }

  private request({ code = CODE, account = ACCOUNT, now = ACTIVATED_AT, key }: Asked): Parameters<typeof activateCode>[2] {
    return { typedCode: code, adAccountId: account, at: at(now), idempotencyKey: key }
  }

  attempt(asked: Asked = {}): ReturnType<ReturnType<typeof activateCode>> {
    return activateCode(this.store, directoryOf(this.store), this.request(asked))()
  }

  async activate(asked: Asked = {}): Promise<ActivationAnswer> {
    return right(await this.attempt(asked))
  }

  diagnose(asked: Asked = {}): ReturnType<typeof diagnoseRequest> {
    return diagnoseRequest(this.store, directoryOf(this.store), this.request(asked))
  }

  async log(): Promise<ReadonlyArray<Event>> {
    return (await collectEvents(this.store.readAll(0))).map(({ json }) => decodeStored(json))
  }

  /** The names of what the engine appended, in the order of the log. */
  async decided(): Promise<ReadonlyArray<string>> {
    return (await this.log()).flatMap(({ name, source }) => (source === 'earnback/engine' ? [name] : []))
  }
}

/** The store, with something happening right before its next append. */
export const beforeAppend = (store: EventStore, happens: () => Promise<unknown>, isAlways = false): EventStore => {
  let appends = 0
  return {
    ...store,
    append: (events, recordedAt, expected) => async () => {
      appends += 1
      if (appends === 1 || isAlways) await happens()
      return store.append(events, recordedAt, expected)()
    },
  }
}
