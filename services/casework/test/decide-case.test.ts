import { couponStream, decodeStored, type Event, sameContent, streamOf } from '@earnback/coupon'
import {
  ACTIVATED_AT,
  activated,
  after,
  at,
  type CloudEventJson,
  COUPON,
  creditGranted,
  decoded,
  issued,
  thresholdMet,
} from '@earnback/coupon/testing'
import { collectEvents, type EventStore, memoryEventStore, type StoredEvent } from '@earnback/event-store'
import { ENGINE_SOURCE } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { type Case, decideCase, type Intention } from '../src'

const NO_COLUMNS = { version: '1', columns: [], take: () => undefined, decode: () => undefined }
const NOW = after(ACTIVATED_AT, 11, 'day')

const storeOf = async (...log: ReadonlyArray<CloudEventJson>): Promise<EventStore> => {
  const store = memoryEventStore({ columns: NO_COLUMNS, sameContent })
  const records = log.map((json) => {
    const payload = decoded(json)
    return { stream: streamOf(payload), source: json.source, id: json.id, json: JSON.stringify(json), payload }
  })
  await store.append(records, at(ACTIVATED_AT))()
  return store
}

const caseOf = (intention: Intention, reason = 'case 7', actor = 'ann'): Case => ({
  ruling: { couponId: COUPON, at: at(NOW), reason },
  intention,
  actor,
  cause: 'ticket-7',
})

const decide = (store: EventStore, one: Case, unspent = 0n): Promise<E.Either<unknown, ReadonlyArray<Event>>> =>
  decideCase({ store, unspentOf: () => Promise.resolve(unspent) }, one)()

const streamed = (store: EventStore): Promise<ReadonlyArray<StoredEvent>> => collectEvents(store.readStream(couponStream(COUPON)))

test('D8: a decision stands in the coupon’s stream under its actor and its cause, once', async () => {
  const store = await storeOf(issued(), activated())
  const first = await decide(store, caseOf({ kind: 'hold', ref: 'v-1' }))
  expect(first).toMatchObject({ right: [{ name: 'CreditHeld', source: ENGINE_SOURCE, data: { ref: 'v-1', reason: 'case 7' } }] })
  expect(await decide(store, caseOf({ kind: 'hold', ref: 'v-1' }))).toEqual(E.right([]))
  const stored = await streamed(store)
  expect(stored).toHaveLength(3)
  expect(stored[2]?.notes).toEqual({ actor: 'ann', causationid: 'ticket-7' })
})

test('D8: a refusal appends nothing', async () => {
  const store = await storeOf(issued(), activated())
  expect(await decide(store, caseOf({ kind: 'withdraw' }))).toMatchObject({ left: { code: 'NOT_GRANTED', rule: 'R49' } })
  expect(await streamed(store)).toHaveLength(2)
})

test.each<[Intention, string]>([
  [{ kind: 'withhold' }, 'CreditWithheld'],
  [{ kind: 'correct', to: at(after(ACTIVATED_AT, 1, 'hour')) }, 'ActivationCorrected'],
])('%j appends %s', async (intention, name) => {
  const store = await storeOf(issued(), activated())
  expect(await decide(store, caseOf(intention))).toMatchObject({ right: [{ name }] })
})

/** The store, with something happening right before its first append. */
const interrupted = (store: EventStore, happens: () => Promise<unknown>): EventStore => {
  let isFirst = true
  return {
    ...store,
    append: (events, recordedAt, expected) => async () => {
      if (isFirst) {
        isFirst = false
        await happens()
      }
      return store.append(events, recordedAt, expected)()
    },
  }
}

describe('R49: where two withdraw at once', () => {
  test('one decides again on what the other left, and both stand', async () => {
    const store = await storeOf(issued(), activated(), thresholdMet(), creditGranted())
    const part = { kind: 'withdraw', requested: { micros: 4_000_000_000n, currency: 'JPY' } } as const
    const other = caseOf(part, 'another case', 'bob')
    const racing = interrupted(store, () => decide(store, other, 10_000_000_000n))
    expect(await decide(racing, caseOf({ kind: 'withdraw' }), 6_000_000_000n)).toMatchObject({
      right: [{ id: `${COUPON}:person:withdraw:2`, data: { requested: { micros: 6_000_000_000n } } }],
    })
    expect((await streamed(store)).map(({ json }) => decodeStored(json).name).slice(-2)).toEqual([
      'CreditWithdrawn',
      'CreditWithdrawn',
    ])
  })

  test('a grant between the reading and the append makes a withholding a refusal', async () => {
    const store = await storeOf(issued(), activated(), thresholdMet())
    const payload = decoded(creditGranted())
    const record = {
      stream: streamOf(payload),
      source: payload.source,
      id: payload.id,
      json: JSON.stringify(creditGranted()),
      payload,
    }
    const racing = interrupted(store, () => store.append([record], at(NOW))())
    expect(await decide(racing, caseOf({ kind: 'withhold' }))).toMatchObject({ left: { code: 'ALREADY_GRANTED' } })
  })
})
