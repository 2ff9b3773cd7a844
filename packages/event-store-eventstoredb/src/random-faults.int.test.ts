import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { collectEvents, type EventStore, type NewEvent, type StoredEvent } from '@earnback/event-store'
import { sampleEvent } from '@earnback/event-store/testing'
import { instantOfMicros } from '@earnback/kernel'
import type { AppendFault, ReadFault } from './testing/double-faults'
import { mirroredStore } from './testing/mirrored-store'
import { ServerDouble } from './testing/server-double'

const AT = instantOfMicros(1_772_000_000_000_000)
const WRITERS = 3
const APPENDS = 6
const RUNS = Number(process.env.EARNBACK_TEST_RUNS ?? 8)
/** A run takes a second or two; what hangs is told by the seed. */
const TIMEOUT_MS = 60_000 + RUNS * 10_000
const LIMITS = {
  appendDeadlineMs: 300,
  readSilenceMsMax: 300,
  callAttemptsMax: 40,
  appendAttemptsMax: 300,
  unfinishedMsMax: 200,
  pollMs: 200,
  maxAppendBytes: 20_000,
}

const appendFault: fc.Arbitrary<AppendFault> = fc.record({
  kind: fc.constantFrom('unanswered', 'failed', 'late', 'overtaken'),
  isApplied: fc.boolean(),
  afterMs: fc.integer({ min: 1, max: 50 }),
  skip: fc.integer({ min: 0, max: 3 }),
})
const readFault: fc.Arbitrary<ReadFault> = fc.record({
  kind: fc.constantFrom('ends', 'fails', 'goes silent'),
  afterEvents: fc.integer({ min: 0, max: 30 }),
})
const size = fc.record({
  isShared: fc.boolean(),
  amount: fc.integer({ min: 1, max: 2 }),
  chars: fc.integer({ min: 0, max: 6_000 }),
})
type Size = { readonly isShared: boolean; readonly amount: number; readonly chars: number }

const scenario = fc.record({
  appends: fc.array(appendFault, { maxLength: 12 }),
  reads: fc.array(readFault, { maxLength: 12 }),
  subscriptions: fc.array(readFault, { maxLength: 8 }),
  sizes: fc.array(size, { minLength: 30, maxLength: 60 }),
})

/** What each writer appends: some of it under identities that the others use too, with the same or with other content. */
const eventsOf = (sizes: ReadonlyArray<Size>, writer: number, append: number): NewEvent[] =>
  Array.from({ length: 1 + ((writer + append) % 7) }, (_, index) => {
    const { isShared, amount, chars } = sizes[(append * 11 + index * 3 + writer) % sizes.length]!
    const text = 'x'.repeat(chars)
    return isShared ? sampleEvent(`shared-${append}-${index}`, { amount }) : sampleEvent(`${writer}-${append}-${index}`, { text })
  })

const appended = async (store: EventStore, events: ReadonlyArray<NewEvent>): Promise<ReadonlyArray<string>> => {
  const result = await store.append(events, AT)()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right.outcomes.flatMap(({ outcome, position }, index) =>
    outcome === 'stored' ? [`${position} ${events[index]?.json}`] : [],
  )
}

const followed = async (store: EventStore, signal: AbortSignal, taken: StoredEvent[]): Promise<void> => {
  for await (const page of store.subscribe(0, signal)) taken.push(...page)
}

describe('three writers under faults of every kind', () => {
  it(
    'store each what they are told that they stored, once, and all read one log to its end',
    async () => {
      await fc.assert(
        fc.asyncProperty(scenario, async ({ appends, reads, subscriptions, sizes }) => {
          const double = new ServerDouble()
          await double.start()
          const { connectionString } = double
          const stores = await Promise.all(
            Array.from({ length: WRITERS }, () => mirroredStore({ connectionString, limits: LIMITS })),
          )
          double.faults.appends.push(...appends)
          double.faults.reads.push(...reads)
          double.faults.subscriptions.push(...subscriptions)
          const stop = new AbortController()
          const taken: StoredEvent[][] = stores.map(() => [])
          const followers = stores.map((store, index) => followed(store, stop.signal, taken[index]!))
          const told = await Promise.all(
            stores.map(async (store, writer) => {
              const stored: string[] = []
              for (let append = 0; append < APPENDS; append++) {
                stored.push(...(await appended(store, eventsOf(sizes, writer, append))))
              }
              return stored
            }),
          )
          const reader = await mirroredStore({ connectionString, limits: LIMITS })
          const log = await collectEvents(reader.readAll(0))
          for (const store of stores) expect(await collectEvents(store.readAll(0))).toEqual(log)
          while (taken.some((events) => events.length < log.length)) await new Promise(setImmediate)
          stop.abort()
          await Promise.all(followers)
          for (const events of taken) expect(events).toEqual(log)
          expect(told.flat().sort()).toEqual(log.map(({ position, json }) => `${position} ${json}`).sort())
          for (const store of stores) expect((await store.audit(() => undefined)).problems).toEqual([])
          for (const store of [...stores, reader]) await store.close()
          await double.stop()
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    TIMEOUT_MS,
  )
})
