import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { collectEvents, type EventStore, MemoryLog, type NewEvent } from '@earnback/event-store'
import { sampleEvent } from '@earnback/event-store/testing'
import type { AppendFault } from './testing/double-faults'
import { appended, AT, idsIn, refused, until } from './testing/given'
import { mirroredStore } from './testing/mirrored-store'
import { ServerDouble } from './testing/server-double'

const MAX_APPEND_BYTES = 4_000
const CALL_FAULT: AppendFault = { kind: 'failed', isApplied: false }

/** Ten events that take five calls. */
const many = (prefix: string, count = 10): NewEvent[] =>
  Array.from({ length: count }, (_, index) => sampleEvent(`${prefix}-${index}`, { text: 'x'.repeat(1_000) }))
const idsOf = (events: ReadonlyArray<NewEvent>): string[] => events.map(({ id }) => id)

describe('An append that is larger than one call takes', () => {
  let double: ServerDouble
  const stores: EventStore[] = []
  beforeEach(async () => {
    double = new ServerDouble(MAX_APPEND_BYTES)
    await double.start()
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    await double.stop()
  })
  const opened = async (limits = {}, log = new MemoryLog()): Promise<EventStore> => {
    const store = await mirroredStore({
      connectionString: double.connectionString,
      log,
      limits: { maxAppendBytes: MAX_APPEND_BYTES, callAttemptsMax: 2, ...limits },
    })
    stores.push(store)
    return store
  }
  /** Leaves the first two calls of an append in the log, as a writer does that dies. */
  const torn = async (store: EventStore, events: ReadonlyArray<NewEvent>): Promise<void> => {
    double.faults.appends.push({ ...CALL_FAULT, skip: 2 }, CALL_FAULT)
    expect(await refused(store, events)).toMatchObject({ code: 'STORE_UNREACHABLE' })
  }

  it('is read wholly or not at all', async () => {
    const [writer, reader] = [await opened({ appendDeadlineMs: 5_000 }), await opened()]
    double.faults.appends.push({ kind: 'late', isApplied: false, afterMs: 300, skip: 3 })
    const appending = appended(writer, many('a'))
    await until(() => double.appendCalls.length === 4)
    expect(double.log.stream('earnback').length).toBeGreaterThan(3)
    expect(await idsIn(reader)).toEqual([])
    expect((await appending).head).toBe(10)
    expect(await idsIn(reader)).toEqual(idsOf(many('a')))
  })

  it('is dropped by every reader where its writer died midway, and may be appended again', async () => {
    const [dying, other] = [await opened(), await opened()]
    await appended(dying, [sampleEvent('first')])
    await torn(dying, many('a'))
    expect(await idsIn(other)).toEqual(['first'])
    expect((await appended(other, [sampleEvent('b')])).outcomes).toEqual([{ outcome: 'stored', position: 2 }])
    const again = await appended(dying, many('a'))
    expect(again.outcomes.map(({ position }) => position)).toEqual(Array.from({ length: 10 }, (_, index) => index + 3))
    for (const store of [dying, other, await opened()]) {
      expect(await idsIn(store)).toEqual(['first', 'b', ...idsOf(many('a'))])
      expect(await store.head()).toEqual(await dying.head())
      expect((await store.audit(() => undefined)).problems).toEqual([])
    }
  })

  it('is completed by what was on its way when its writer gave up', async () => {
    const [writer, other] = [await opened({ appendDeadlineMs: 50, callAttemptsMax: 1 }), await opened()]
    double.faults.appends.push({ kind: 'late', isApplied: false, afterMs: 300, skip: 3 })
    await refused(writer, many('a', 8))
    expect(await idsIn(other)).toEqual([])
    await until(async () => (await other.head()).position === 8)
    expect((await appended(writer, many('a', 8))).outcomes[7]).toEqual({ outcome: 'duplicate', position: 8 })
  })

  it('is begun anew where an impatient writer overtook it', async () => {
    const [writer, other] = [await opened({ appendDeadlineMs: 5_000 }), await opened({ unfinishedMsMax: 0 })]
    double.faults.appends.push({ kind: 'late', isApplied: false, afterMs: 200, skip: 2 })
    const appending = appended(writer, many('a'))
    await until(() => double.appendCalls.length === 3)
    await appended(other, [sampleEvent('b')])
    expect((await appending).outcomes[0]).toEqual({ outcome: 'stored', position: 2 })
    for (const store of [writer, other, await opened()]) expect(await idsIn(store)).toEqual(['b', ...idsOf(many('a'))])
  })

  it('is waited for by others while it goes on', async () => {
    const [writer, other] = [await opened({ appendDeadlineMs: 5_000 }), await opened({ unfinishedMsMax: 5_000 })]
    double.faults.appends.push({ kind: 'late', isApplied: false, afterMs: 100, skip: 2 })
    const appending = appended(writer, many('a'))
    await until(() => double.appendCalls.length === 3)
    await other.head()
    expect((await appended(other, [sampleEvent('b')])).outcomes).toEqual([{ outcome: 'stored', position: 11 }])
    await appending
    expect(await idsIn(writer)).toEqual([...idsOf(many('a')), 'b'])
  })

  it('and events larger than one call are found again by a mirror that is opened later', async () => {
    const log = new MemoryLog()
    const store = await opened({}, log)
    const large = sampleEvent('large', { text: '🎉é'.repeat(5_000) })
    await torn(store, many('a'))
    await appended(store, [sampleEvent('b'), large, sampleEvent('c')])
    await torn(store, many('d'))
    await store.close()
    const reopened = await opened({}, log)
    await appended(reopened, [sampleEvent('e')])
    for (const each of [reopened, await opened()]) {
      expect((await collectEvents(each.readAll(0))).map(({ json }) => json)[1]).toBe(large.json)
      expect(await idsIn(each)).toEqual(['b', 'large', 'c', 'e'])
    }
  })

  it('stands whole and once whatever fails, with two writers at once and mirrors that are opened again', async () => {
    const fault = fc.record({
      kind: fc.constantFrom<AppendFault['kind']>('failed', 'unanswered', 'late'),
      isApplied: fc.boolean(),
      afterMs: fc.constantFrom(1, 60),
      skip: fc.integer({ min: 0, max: 3 }),
    })
    const turn = fc.record({ faults: fc.array(fault, { maxLength: 3 }), sizes: fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })) })
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 4 }), async (turns) => {
        const stream = `log-${randomUUID()}`
        const logs = [new MemoryLog(), new MemoryLog()] as const
        const open = (log: MemoryLog) =>
          mirroredStore({
            connectionString: double.connectionString,
            stream,
            log,
            limits: { maxAppendBytes: MAX_APPEND_BYTES, appendDeadlineMs: 40, unfinishedMsMax: 20, callAttemptsMax: 8 },
          })
        const batches: string[][] = []
        for (const [index, { faults, sizes }] of turns.entries()) {
          double.faults.appends.push(...faults)
          const writers = await Promise.all(logs.map(open))
          const appends = sizes.map((size, writer) => many(`${index}-${writer}`, size + 1))
          const made = await Promise.all(writers.map((writer, at) => writer.append(appends[at] ?? [], AT)()))
          for (const each of made) if (E.isLeft(each)) throw new Error(JSON.stringify(each.left))
          batches.push(...appends.map(idsOf))
          double.faults.appends.length = 0
          for (const writer of writers) await writer.close()
        }
        const stores = await Promise.all([...logs, new MemoryLog()].map(open))
        const ids = await idsIn(stores[0]!)
        const head = await stores[0]!.head()
        for (const store of stores) {
          expect(await idsIn(store)).toEqual(ids)
          expect(await store.head()).toEqual(head)
          expect((await store.audit(() => undefined)).problems).toEqual([])
          await store.close()
        }
        expect([...ids].sort()).toEqual(batches.flat().sort())
        for (const batch of batches) expect(ids.slice(ids.indexOf(batch[0] ?? '')).slice(0, batch.length)).toEqual(batch)
      }),
      { numRuns: 12 },
    )
  })
})
