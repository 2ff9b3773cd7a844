import {
  CALCULATION_STREAM,
  couponStream,
  decodeStored,
  type Event,
  type EventName,
  type EventOf,
  sameContent,
  spendStream,
  streamOf,
} from '@earnback/coupon'
import { type CloudEventJson, at, COUPON, decoded } from '@earnback/coupon/testing'
import { collectEvents, type EventStore, memoryEventStore, type MemoryLog, type NewEvent } from '@earnback/event-store'
import { type Duration, parseDuration } from '@earnback/kernel'
import {
  accountAt,
  couponView,
  type CouponView,
  type LoggedEvent,
  type Progress,
  progressOf,
  QualifyingSpend,
  spendColumns,
  standingsOf,
} from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { calculate, type Calculated, type CalculationPolicy, type ReadSide } from '../src'

export function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(`expected a right, found the left ${JSON.stringify(either.left)}`)
  return either.right
}

export const duration = (text: string): Duration => right(parseDuration(text))

export const emptyStore = (log?: MemoryLog): EventStore =>
  memoryEventStore({ columns: spendColumns, sameContent, ...(log === undefined ? {} : { log }) })

const recordFrom = (json: CloudEventJson): NewEvent => {
  const payload = decoded(json)
  return { stream: streamOf(payload), source: json.source, id: json.id, json: JSON.stringify(json), payload }
}

/** Appends facts as a platform sent them, in one batch. */
const takeInto = async (store: EventStore, recordedAt: string, facts: ReadonlyArray<CloudEventJson>): Promise<void> => {
  right(await store.append(facts.map(recordFrom), at(recordedAt))())
}

const viewAt = async (store: EventStore, couponId: string, position: number): Promise<CouponView | undefined> => {
  const logged = async (stream: string): Promise<ReadonlyArray<LoggedEvent>> =>
    (await collectEvents(store.readStream(stream)))
      .filter((stored) => stored.position <= position)
      .map((stored) => ({ event: decodeStored(stored.json), recorded: stored }))
  const coupon = await logged(couponStream(couponId))
  const account = accountAt(coupon, {})
  return couponView(
    couponId,
    {
      coupon,
      account: account === undefined ? [] : await logged(spendStream(account)),
      calculation: await logged(CALCULATION_STREAM),
    },
    {},
  )
}

/** The read side that the command line composes from the projector, without its rows. */
const readSideOf = (store: EventStore): ReadSide => {
  const ledger = new QualifyingSpend(store)
  return {
    catchUp: async () => {
      for await (const page of store.readColumns(ledger.position)) await ledger.apply(page)
      return ledger
    },
    viewAt: (couponId, position) => viewAt(store, couponId, position),
  }
}

export interface Logged {
  readonly event: Event
  readonly position: number
  readonly causationid: string | undefined
}

/** One calculator on a store: facts go in, runs are made, and the log tells what came of them. */
export class Calculator {
  private readonly readSide: ReadSide

  constructor(
    readonly store: EventStore = emptyStore(),
    private readonly policy: Partial<CalculationPolicy> = {},
  ) {
    this.readSide = readSideOf(store)
  }

  async take(recordedAt: string, ...facts: ReadonlyArray<CloudEventJson>): Promise<void> {
    await takeInto(this.store, recordedAt, facts)
  }

  attempt(now: string, changes: Partial<CalculationPolicy> = {}): ReturnType<ReturnType<typeof calculate>> {
    const usual = {
      lag: duration('PT3H'),
      allowedLateness: duration('P3D'),
      topics: new Set<string>(),
      grantAuthority: 'engine' as const,
    }
    return calculate(this.store, this.readSide, { now: at(now), ...usual, ...this.policy, ...changes })()
  }

  async calculate(now: string, changes: Partial<CalculationPolicy> = {}): Promise<Calculated> {
    return right(await this.attempt(now, changes))
  }

  async log(): Promise<ReadonlyArray<Logged>> {
    const stored = await collectEvents(this.store.readAll(0))
    return stored.map(({ json, position, notes }) => {
      const cause = notes?.causationid
      return { event: decodeStored(json), position, causationid: cause === undefined ? undefined : String(cause) }
    })
  }

  async named<Name extends EventName>(name: Name): Promise<ReadonlyArray<EventOf<Name>>> {
    return (await this.log()).flatMap(({ event }) => (event.name === name ? [event as unknown as EventOf<Name>] : []))
  }

  /** What the engine itself decided, runs left out, in the order of the log. */
  async decided(): Promise<ReadonlyArray<Logged>> {
    return (await this.log()).filter(
      ({ event, causationid }) => causationid !== undefined && event.name !== 'CalculationAdvanced',
    )
  }

  async decidedNames(): Promise<ReadonlyArray<EventName>> {
    return (await this.decided()).map(({ event }) => event.name)
  }

  async head(): Promise<number> {
    return (await this.store.head()).position
  }

  async progress(now: string, couponId = COUPON): Promise<Progress | undefined> {
    const position = await this.head()
    const view = await viewAt(this.store, couponId, position)
    return view === undefined ? undefined : progressOf(standingsOf(view), at(now), { position })
  }
}

/** The store, with something happening right before its `nth` append (from 1) of this handle. */
export const beforeAppend = (store: EventStore, nth: number, happens: () => Promise<unknown>): EventStore => {
  let appends = 0
  return {
    ...store,
    append: (events, recordedAt, expected) => async () => {
      appends += 1
      if (appends === nth) await happens()
      return store.append(events, recordedAt, expected)()
    },
  }
}
