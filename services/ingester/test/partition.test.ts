import { decodeStored } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import {
  listQuarantine,
  PartitionIntake,
  type PartitionRecord,
  type ReadBatch,
  type RecordOutcome,
  retryQuarantine,
  showQuarantine,
  sourcePosition,
} from '../src'
import { at, emptyStore, factsOf, left, logOf, NOW, NOW_TEXT, right, run, spend } from './given'

const TOPIC = 'earnback.spend.v1'
const place = { topic: TOPIC, partition: 0 }

type Headers = Readonly<Record<string, string>>

const record = (offset: number, value: unknown, headers: Headers = {}, key: string | null = 'acct-1'): PartitionRecord => ({
  ...place,
  offset,
  timestampMs: Date.parse(NOW_TEXT) - 60_000 + offset,
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers: new Map(Object.entries(headers).map(([name, text]) => [name, [Buffer.from(text)]])),
})

const batch = (from: number, records: ReadonlyArray<PartitionRecord>, changes: Partial<ReadBatch> = {}): ReadBatch => {
  const next = (records.at(-1)?.offset ?? from - 1) + 1
  return { ...place, topicId: undefined, from, next, highWatermark: next, records, ...changes }
}

const intakeOf = (store: EventStore): PartitionIntake => new PartitionIntake(store, { now: () => NOW })

const marks = async (store: EventStore) =>
  (await logOf(store))
    .map(({ json }) => decodeStored(json))
    .flatMap((event) => (event.name === 'SourceAdvanced' ? [event.data] : []))

describe('I1, I3: a stretch of a partition', () => {
  test('is stored with its watermark and its conflicts in one append, and every offset is counted once', async () => {
    const store = emptyStore()
    await run(intakeOf(store).handle(batch(0, [record(0, spend('a')), record(1, spend('b'))])))
    let appends = 0
    const counted: EventStore = { ...store, append: (...given) => ((appends += 1), store.append(...given)) }
    const second = [
      record(2, spend('b')),
      record(3, spend('b', {}, { adAccountId: 'other' })),
      record(4, 'not json'),
      record(5, spend('c')),
      record(8, null),
    ]
    const told: RecordOutcome[] = []
    const intake = new PartitionIntake(counted, { now: () => NOW, onTaken: (_, { outcomes }) => told.push(...outcomes()) })
    await run(intake.handle(batch(2, second, { next: 10, topicId: 't-1' })))
    expect(appends).toBe(1)
    expect(await marks(store)).toMatchObject([
      { from: 0, next: 2, stored: 2, duplicates: 0, quarantined: 0, skipped: 0 },
      { from: 2, next: 10, stored: 1, duplicates: 1, quarantined: 3, skipped: 3, topicId: 't-1' },
    ])
    const codes = (await run(listQuarantine(store))).map(({ code, origin }) => [code, origin.offset])
    expect(codes).toEqual([
      ['NOT_JSON', 4],
      ['NO_VALUE', 8],
      ['ID_CONFLICT', 3],
    ])
    expect(told.map(({ offset, outcome, position, code, event }) => [offset, outcome, position, code, event?.id])).toEqual([
      [2, 'duplicate', 2, undefined, 'b'],
      [3, 'quarantined', 2, 'ID_CONFLICT', 'b'],
      [4, 'quarantined', 4, 'NOT_JSON', undefined],
      [5, 'stored', 5, undefined, 'c'],
      [8, 'quarantined', 6, 'NO_VALUE', undefined],
    ])
    const facts = (await factsOf(store)).filter(({ stream }) => stream.startsWith('spend-'))
    expect(facts.map(({ notes }) => notes)).toEqual([0, 1, 5].map((offset) => ({ ...place, offset })))
  })

  test('says that it is read through now at its end, and through its last record before that', async () => {
    const store = emptyStore()
    const intake = intakeOf(store)
    await run(intake.handle(batch(0, [record(0, spend('a'))], { highWatermark: 2 })))
    await run(intake.handle(batch(1, [record(1, spend('b'))])))
    await run(intake.idle(place, undefined))
    expect((await marks(store)).map(({ readThrough, next }) => [readThrough, next])).toEqual([
      [at('2026-03-09T23:59:00.000Z'), 1],
      [NOW, 2],
      [NOW, 2],
    ])
  })
})

describe('I4: two readers of one partition', () => {
  test('one advances it; what the other read is not stored, and it is told to ask again', async () => {
    const store = emptyStore()
    const [one, zombie] = [intakeOf(store), intakeOf(store)]
    await run(one.storedOffsets([place]))
    await run(zombie.storedOffsets([place]))
    await run(one.handle(batch(0, [record(0, spend('a'))])))
    const before = (await store.head()).position
    expect(left(await zombie.handle(batch(0, [record(0, spend('a')), record(1, spend('b'))]))())).toMatchObject({
      kind: 'HandlerFenced',
    })
    expect((await store.head()).position).toBe(before)
    expect(right(await zombie.storedOffsets([place])())).toEqual([{ ...place, next: 1, topicId: undefined }])
    await run(zombie.handle(batch(1, [record(1, spend('b'))])))
    expect((await marks(store)).map(({ next }) => next)).toEqual([1, 2])
  })

  test('a batch that goes on from another offset than the log is refused before anything is stored', async () => {
    const store = emptyStore()
    const intake = intakeOf(store)
    await run(intake.handle(batch(0, [record(0, spend('a'))])))
    expect(left(await intake.handle(batch(2, [record(2, spend('b'))]))())).toMatchObject({ kind: 'HandlerFenced' })
    expect((await marks(store)).length).toBe(1)
  })

  test('an idle mark that came too late harms nothing', async () => {
    const store = emptyStore()
    const [one, other] = [intakeOf(store), intakeOf(store)]
    await run(other.storedOffsets([place]))
    await run(one.handle(batch(0, [record(0, spend('a'))])))
    await run(other.idle(place, undefined))
    expect((await marks(store)).map(({ next }) => next)).toEqual([1])
  })
})

test('where reading goes on is found among any number of batches', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 70 }), async (count) => {
      const store = emptyStore()
      const intake = intakeOf(store)
      for (let offset = 0; offset < count; offset++)
        await run(intake.handle(batch(offset, [record(offset, spend(`s-${offset}`))])))
      const { next, revision } = await sourcePosition(store, TOPIC, 0)
      expect([next, revision]).toEqual([count === 0 ? undefined : count, count - 1])
    }),
    { numRuns: 20 },
  )
})

describe('CloudEvents on a topic', () => {
  const { data, ...attributes } = spend('a') as { data: object } & Headers
  const binary: Headers = Object.fromEntries(Object.entries(attributes).map(([name, text]) => [`ce_${name}`, text]))

  test('binary mode is the same event as structured mode, the data byte for byte', async () => {
    const store = emptyStore()
    const text = JSON.stringify(data, undefined, 1)
    await run(intakeOf(store).handle(batch(0, [record(0, text, { ...binary, 'content-type': 'application/json' })])))
    await run(intakeOf(store).handle(batch(1, [record(1, spend('a'), { 'content-type': 'application/cloudevents+json' })])))
    expect(await marks(store)).toMatchObject([{ stored: 1 }, { duplicates: 1 }])
    expect((await factsOf(store))[0]?.json).toContain(text)
  })

  test('data in binary mode can’t bring attributes of their own', async () => {
    const store = emptyStore()
    const smuggled = `${JSON.stringify(data)},"id":"other"`
    await run(intakeOf(store).handle(batch(0, [record(0, smuggled, binary)])))
    expect(await marks(store)).toMatchObject([{ stored: 0, quarantined: 1 }])
  })

  test('a quarantined record keeps bytes, key, headers and place, and a retry reads it as it was read', async () => {
    const store = emptyStore()
    const later = { ...binary, ce_time: '2026-03-10T00:10:00.000Z' }
    await run(intakeOf(store).handle(batch(0, [record(0, JSON.stringify(data), later)])))
    const [entry] = await run(listQuarantine(store))
    expect(entry).toMatchObject({ code: 'FUTURE_TIMESTAMP', origin: { ...place, offset: 0, format: 'kafka' } })
    const shown = await run(showQuarantine(store, entry!.quarantineId))
    expect(shown.raw.toString()).toBe(JSON.stringify(data))
    expect(Buffer.from(String(shown.origin.key), 'base64').toString()).toBe('acct-1')
    const retried = await run(retryQuarantine(store, entry!.quarantineId, { now: at('2026-03-10T00:20:00.000Z') }))
    expect(retried).toMatchObject({ outcome: 'stored', eventId: 'a' })
  })

  test('the same poison at two offsets is two entries, and at one offset read twice is one', async () => {
    const store = emptyStore()
    await run(intakeOf(store).handle(batch(0, [record(0, 'poison'), record(1, 'poison')])))
    expect((await run(listQuarantine(store))).map(({ origin }) => origin.offset)).toEqual([0, 1])
  })
})

test('of a batch that did not become durable nobody is told', async () => {
  const store = emptyStore()
  let told = 0
  const intake = new PartitionIntake(store, { now: () => NOW, onTaken: () => (told += 1) })
  await run(intake.handle(batch(0, [record(0, spend('a'))])))
  left(await intake.handle(batch(5, [record(5, spend('b'))]))())
  expect(told).toBe(1)
})

test('a store that fails for now is asked again later, one that is corrupt is not', async () => {
  const failing = (code: 'STORE_BUSY' | 'STORE_CORRUPT'): EventStore => ({
    ...emptyStore(),
    append: () => () => Promise.resolve(E.left({ kind: 'StoreUnavailable' as const, code, message: 'no' })),
  })
  const kinds = async (code: 'STORE_BUSY' | 'STORE_CORRUPT') =>
    left(await intakeOf(failing(code)).handle(batch(0, [record(0, spend('a'))]))()).kind
  expect([await kinds('STORE_BUSY'), await kinds('STORE_CORRUPT')]).toEqual(['HandlerUnavailable', 'HandlerFailed'])
})
