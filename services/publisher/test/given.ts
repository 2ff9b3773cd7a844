import { type Event, recordOf, sameContent, streamOf } from '@earnback/coupon'
import {
  ACCOUNT,
  ACTIVATED_AT,
  activated,
  after,
  at,
  type CloudEventJson,
  cloudEvent,
  COUPON,
  creditGranted,
  creditWithdrawn,
  decoded,
  issued,
  money,
  spend,
  thresholdMet,
  thresholdReverted,
} from '@earnback/coupon/testing'
import { type EventStore, memoryEventStore, type MemoryLog, type NewEvent } from '@earnback/event-store'
import { ENGINE_SOURCE } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { PUBLISH_LIMITS, publishLog, type PublisherDependencies, type PublisherNews, TOPICS_DEFAULT } from '../src'
import { type MemorySink } from './memory-sink'

export const NO_COLUMNS = { version: '1', columns: [], take: () => undefined, decode: () => undefined }

export function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(`expected a right, found the left ${JSON.stringify(either.left)}`)
  return either.right
}

export const emptyStore = (log?: MemoryLog): EventStore =>
  memoryEventStore({ columns: NO_COLUMNS, sameContent, ...(log === undefined ? {} : { log }) })

const factOf = (json: CloudEventJson): NewEvent => {
  const payload = decoded(json)
  return { stream: streamOf(payload), source: json.source, id: json.id, json: JSON.stringify(json), payload }
}

/** What the engine notes about itself. */
export const engineFact = (name: string, data: Readonly<Record<string, unknown>>): NewEvent =>
  factOf(cloudEvent(name, { id: `${name}-1`, time: RECORDED_AT, data }, { source: ENGINE_SOURCE }))

/** As the calculator appends it. */
const decisionOf = (event: Event, notes = {}): NewEvent => {
  const record = recordOf(event, 'calculation-1')
  return { ...record, notes: { ...record.notes, ...notes } }
}

export const RECORDED_AT = after(ACTIVATED_AT, 12, 'day')

export const append = async (store: EventStore, events: ReadonlyArray<NewEvent>, recordedAt = RECORDED_AT): Promise<void> => {
  for (const { outcome } of right(await store.append(events, at(recordedAt))()).outcomes) expect(outcome).toBe('stored')
}

export const facts = (count: number, from = 0): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, (_, index) => factOf(spend({ spendId: `spend-${from + index}` })))

export const theCoupon = (): ReadonlyArray<NewEvent> => [factOf(issued()), factOf(activated())]

const about = { couponId: COUPON, adAccountId: ACCOUNT }
const decidedAt = after(ACTIVATED_AT, 10, 'day')

/** One decision of each kind, as the engine says it. */
export const decisions: Readonly<Record<string, CloudEventJson>> = Object.fromEntries(
  [
    thresholdMet(),
    thresholdReverted(),
    creditGranted(),
    creditWithdrawn(),
    ...['CreditHeld', 'HoldReleased', 'CreditWithheld', 'CreditReinstated'].map((name) =>
      cloudEvent(name, { id: name, time: decidedAt, data: { ...about, reason: 'because', ref: 'v-1' } }),
    ),
    cloudEvent('SpendWindowMissed', {
      id: 'missed',
      time: decidedAt,
      data: { ...about, threshold: money('10000'), qualifyingSpend: money('1'), windowEndsAt: decidedAt },
    }),
    cloudEvent('GrantReviewRequired', {
      id: 'review',
      time: decidedAt,
      data: { ...about, threshold: money('10000'), qualifyingSpend: money('1'), cause: 'calculated spend fell' },
    }),
    cloudEvent('CodeExpired', { id: 'expired', time: decidedAt, data: { couponId: COUPON, deadline: decidedAt } }),
    cloudEvent('DeadlinesFrozen', { id: 'frozen', time: decidedAt, data: { couponId: COUPON, activationDeadline: decidedAt } }),
  ].map((json) => [json.type.split('.')[1] as string, json]),
)

export const decided = (name: string, id: string, data: object = {}, notes = {}): NewEvent => {
  const json = decisions[name]!
  return decisionOf(decoded({ ...json, id, source: ENGINE_SOURCE, data: { ...json.data, ...data } }), notes)
}

/** The same said by the platform, which may name the engine in it. */
export const asFact = (name: string): NewEvent => {
  const json = decisions[name]!
  return factOf({ ...json, data: { ...json.data, reason: 'earnback/engine' } })
}

/** `count` decisions about accounts that take turns. */
export const manyDecisions = (count: number, from = 0): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, (_, index) => {
    const about = { couponId: `c-${from + index}`, adAccountId: `account-${(from + index) % 3}` }
    return decided('ThresholdMet', `${about.couponId}:threshold-met`, about)
  })

/** A publisher by hand: its pauses and its clock are the test's. */
export class Hand {
  readonly stop = new AbortController()
  readonly news: PublisherNews[] = []
  readonly pauses: number[] = []
  readonly ended: ReturnType<ReturnType<typeof publishLog>>
  elapsed = 0

  constructor(store: PublisherDependencies['store'], sink: MemorySink, changes: Partial<PublisherDependencies> = {}) {
    this.ended = publishLog({
      store,
      sink,
      topics: TOPICS_DEFAULT,
      limits: PUBLISH_LIMITS,
      pause: async (millis) => void this.pauses.push(millis),
      elapsedMs: () => this.elapsed,
      stop: this.stop.signal,
      told: (news) => void this.news.push(news),
      ...changes,
    })()
  }
}

export const publishOnce = (store: EventStore, sink: MemorySink, changes: Partial<PublisherDependencies> = {}): Hand['ended'] =>
  new Hand(store, sink, { isOnce: true, ...changes }).ended

export const idsOn = (sink: MemorySink, topic: keyof typeof TOPICS_DEFAULT): ReadonlyArray<string> =>
  sink.topics.of(TOPICS_DEFAULT[topic]).map(({ value }) => (JSON.parse(String(value)) as { id: string }).id)
