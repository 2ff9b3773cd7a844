import { collectEvents, type EventStore, MemoryLog, StoreFault } from '@earnback/event-store'
import * as fc from 'fast-check'
import { PUBLISH_LIMITS } from '../src'
import { append, decided, emptyStore, facts, Hand, idsOn, manyDecisions, publishOnce, right } from './given'
import { MemorySink, MemoryTopics, type Trouble } from './memory-sink'

const storeOf = async (...events: Parameters<typeof append>[1]): Promise<EventStore> => {
  const store = emptyStore()
  await append(store, events)
  return store
}

const allIds = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, index) => `c-${index}:threshold-met`)

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

const positionIn = (topics: MemoryTopics): number =>
  (JSON.parse(topics.progress ?? '{"position":0}') as { position: number }).position

describe('once', () => {
  test('from the beginning, in the order of the log, and nothing a second time', async () => {
    const store = await storeOf(...facts(5), ...manyDecisions(7))
    const sink = new MemorySink()
    expect(right(await publishOnce(store, sink))).toEqual({ records: 7, position: 12 })
    expect(right(await publishOnce(store, sink))).toEqual({ records: 0, position: 12 })
    await append(store, manyDecisions(2, 7))
    expect(right(await publishOnce(store, sink))).toEqual({ records: 2, position: 14 })
    expect(idsOn(sink, 'billing')).toEqual(allIds(9))
    expect(sink.closes).toBe(3)
  })

  test('under any faults, any batches and any restarts, each decision is out once and in order', async () => {
    const trouble = fc.option(fc.constantFrom<Trouble>('lost', 'unknown'), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(4), { maxLength: 12 }),
        fc.array(trouble, { maxLength: 8 }),
        fc.array(trouble, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 3_000 }),
        async (stretches, opens, publishes, batchRecordsMax, batchBytesMax) => {
          const store = emptyStore()
          const sink = new MemorySink(new MemoryTopics(), opens, publishes)
          let [decisions, spends] = [0, 0]
          for (const length of stretches) {
            await append(store, [...facts(length, spends), ...manyDecisions(length, decisions)])
            decisions += length
            spends += length
            right(await publishOnce(store, sink, { limits: { ...PUBLISH_LIMITS, batchRecordsMax, batchBytesMax } }))
          }
          expect(idsOn(sink, 'billing')).toEqual(allIds(decisions))
          expect(positionIn(sink.topics)).toBe(decisions + spends)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('after a crash between the transaction and its answer, a new process sends nothing twice', async () => {
    const store = await storeOf(...manyDecisions(3))
    const topics = new MemoryTopics()
    const crashed = new Hand(store, new MemorySink(topics, [], ['unknown']), { pause: () => new Promise(() => undefined) })
    await until(() => crashed.news.some(({ kind }) => kind === 'retrying'))
    expect(right(await publishOnce(store, new MemorySink(topics)))).toEqual({ records: 0, position: 3 })
    expect(topics.records).toHaveLength(3)
  })
})

describe('batches', () => {
  test('hold no more records and no more bytes than they may, and a record that is too large alone goes alone', async () => {
    const store = await storeOf(
      ...manyDecisions(10),
      decided('CreditHeld', 'c-x:hold', { reason: 'x'.repeat(500) }),
      ...manyDecisions(1, 10),
    )
    const sink = new MemorySink()
    right(await publishOnce(store, sink, { limits: { ...PUBLISH_LIMITS, batchRecordsMax: 4 } }))
    expect(sink.topics.transactions.map(({ records }) => records)).toEqual([4, 4, 4, 1])
    const [first] = sink.topics.records
    const bytes = Buffer.byteLength([first!.key, first!.value, ...Object.entries(first!.headers).flat()].join(''))
    const tight = new MemorySink()
    right(await publishOnce(store, tight, { limits: { ...PUBLISH_LIMITS, batchBytesMax: 2 * bytes + 20 } }))
    expect(tight.topics.transactions.map(({ records }) => records)).toEqual([2, 2, 2, 2, 2, 2, 1])
  })

  test('what a reading finds far from the head is filled up over its pages', async () => {
    const store = emptyStore()
    for (let page = 0; page < 3; page++) await append(store, [...manyDecisions(1, page), ...facts(999, page * 999)])
    const sink = new MemorySink()
    right(await publishOnce(store, sink))
    expect(sink.topics.transactions.map(({ records }) => records)).toEqual([3])
  })
})

describe('live', () => {
  test('what is appended goes out at once, and a stop ends it', async () => {
    const store = await storeOf(...manyDecisions(1))
    const sink = new MemorySink()
    const hand = new Hand(store, sink)
    await until(() => sink.topics.records.length === 1)
    await append(store, manyDecisions(1, 1))
    await until(() => sink.topics.records.length === 2)
    hand.stop.abort()
    expect(right(await hand.ended)).toEqual({ records: 2, position: 2 })
    expect([sink.opens, sink.closes]).toEqual([1, 1])
  })

  test('progress moves over a stretch without decisions, no oftener than it may', async () => {
    const store = emptyStore()
    const sink = new MemorySink()
    const hand = new Hand(store, sink)
    await until(() => hand.news.length === 1)
    await append(store, facts(10))
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(sink.topics.transactions).toEqual([])
    hand.elapsed += PUBLISH_LIMITS.progressEveryMs
    await append(store, facts(10, 10))
    await until(() => sink.topics.transactions.length === 1)
    expect([positionIn(sink.topics), sink.topics.transactions[0]?.records]).toEqual([20, 0])
    hand.stop.abort()
    await hand.ended
  })
})

describe('a sink that fails', () => {
  test('and is not available is opened again, after pauses that double up to their limit and begin anew once it works', async () => {
    const store = await storeOf(...manyDecisions(2))
    const troubles = Array.from({ length: 9 }, () => 'lost' as const)
    const sink = new MemorySink(new MemoryTopics(), troubles, ['lost'])
    const hand = new Hand(store, sink, { limits: { ...PUBLISH_LIMITS, batchRecordsMax: 1 } })
    await until(() => sink.topics.records.length === 2)
    expect(hand.pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    sink.publishTroubles.push('lost')
    await append(store, manyDecisions(1, 2))
    await until(() => sink.topics.records.length === 3)
    expect(hand.news.filter(({ kind }) => kind === 'retrying').at(-1)).toMatchObject({ delayMs: 250 })
    hand.stop.abort()
    await hand.ended
  })

  test('because another publisher took over ends this one, and the other goes on where it was', async () => {
    const store = await storeOf(...manyDecisions(1))
    const first = new MemorySink()
    const hand = new Hand(store, first)
    await until(() => first.topics.records.length === 1)
    const second = new MemorySink(first.topics)
    const successor = new Hand(store, second)
    await until(() => successor.news.length === 1)
    await append(store, manyDecisions(3, 1))
    expect(await hand.ended).toMatchObject({ left: { kind: 'SinkFenced' } })
    await until(() => first.topics.records.length === 4)
    successor.stop.abort()
    await successor.ended
    expect(idsOn(first, 'billing')).toEqual(allIds(4))
    expect(first.opens).toBe(1)
  })

  test.each(['open', 'publish'] as const)('at %s for good ends it: nothing is left out to get on', async (where) => {
    const store = await storeOf(...manyDecisions(2))
    const troubles: [Trouble[], Trouble[]] = where === 'open' ? [['rejected'], []] : [[], ['rejected']]
    const sink = new MemorySink(new MemoryTopics(), ...troubles)
    expect(await publishOnce(store, sink)).toMatchObject({ left: { kind: 'SinkRejected' } })
    expect([sink.topics.records, sink.closes]).toEqual([[], 1])
  })

  test.each(['open', 'publish'] as const)('to answer at %s holds a stop up for its limit and no longer', async (where) => {
    const store = await storeOf(...manyDecisions(2))
    const sink = new MemorySink(new MemoryTopics(), where === 'open' ? ['silent'] : [], where === 'publish' ? ['silent'] : [])
    const hand = new Hand(store, sink)
    await until(() => (where === 'open' ? sink.opens === 1 : hand.news.length === 1))
    expect(hand.pauses).toEqual([])
    hand.stop.abort()
    expect(right(await hand.ended)).toEqual({ records: 0, position: 0 })
    expect(hand.pauses).toContain(PUBLISH_LIMITS.stopMsMax)
    expect(2 * PUBLISH_LIMITS.stopMsMax).toBeLessThan(10_000)
  })
})

describe('a progress that is not of this log stops the publisher by name', () => {
  const publishedTo = async (...events: Parameters<typeof append>[1]): Promise<MemoryTopics> => {
    const sink = new MemorySink()
    right(await publishOnce(await storeOf(...events), sink))
    return sink.topics
  }

  test.each([2, 5])('of another log, which has %d events', async (count) => {
    const topics = await publishedTo(...manyDecisions(3, 50))
    expect(await publishOnce(await storeOf(...manyDecisions(count)), new MemorySink(topics))).toMatchObject({
      left: { kind: 'LogIsAnother' },
    })
    expect(topics.records).toHaveLength(3)
  })

  test('of this log, of which an older copy was put in place; also where the copy is empty', async () => {
    const topics = await publishedTo(...manyDecisions(3))
    for (const count of [0, 2]) {
      const older = emptyStore()
      if (count > 0) await append(older, manyDecisions(count))
      expect(await publishOnce(older, new MemorySink(topics))).toMatchObject({ left: { kind: 'LogBehindProgress' } })
    }
    expect(topics.records).toHaveLength(3)
  })

  test('of this log, of which an older copy went on another way', async () => {
    const topics = await publishedTo(...manyDecisions(3))
    const other = await storeOf(...manyDecisions(2), ...facts(1), ...manyDecisions(1, 2))
    expect(await publishOnce(other, new MemorySink(topics))).toMatchObject({ left: { kind: 'LogIsAnother' } })
  })

  test.each(['', '{"version":2}', '{"version":1,"position":-1,"marks":{"first":"","last":""}}', 'x'])(
    'that can not be read: %j',
    async (progress) => {
      const sink = new MemorySink()
      sink.topics.progress = progress
      expect(await publishOnce(await storeOf(...manyDecisions(1)), sink)).toMatchObject({ left: { kind: 'ProgressUnreadable' } })
    },
  )

  test('and the same log from a copy of the same length is taken up', async () => {
    const log = new MemoryLog()
    const store = emptyStore(log)
    await append(store, manyDecisions(2))
    const sink = new MemorySink()
    right(await publishOnce(store, sink))
    const copy = emptyStore(log)
    await append(copy, manyDecisions(1, 2))
    expect(right(await publishOnce(copy, sink))).toEqual({ records: 1, position: 3 })
    expect(await collectEvents(copy.readAll(0))).toHaveLength(3)
  })
})

test('a store that fails in its midst is a named fault, and the sink is closed', async () => {
  const store = await storeOf(...manyDecisions(1))
  const failing: EventStore = {
    ...store,

    readAll: async function* () {
      throw new StoreFault({ kind: 'StoreUnavailable', code: 'STORE_BUSY', message: 'busy' })
    },
  }
  const sink = new MemorySink()
  expect(await publishOnce(failing, sink)).toMatchObject({ left: { kind: 'StoreUnavailable', code: 'STORE_BUSY' } })
  expect(sink.closes).toBe(1)
})
