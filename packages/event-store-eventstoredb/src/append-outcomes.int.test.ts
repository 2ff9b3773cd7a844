import * as E from 'fp-ts/Either'
import { type EventStore, NO_STREAM } from '@earnback/event-store'
import { sampleEvent } from '@earnback/event-store/testing'
import { connectionOf } from './connection'
import { DEFAULT_LIMITS } from './limits'
import { planBatch } from './batch-plan'
import { ServerLog } from './server-log'
import type { AppendFault } from './testing/double-faults'
import { appended, AT, idsIn, refused, saying, until } from './testing/given'
import { delay, mirroredStore, TEST_LIMITS } from './testing/mirrored-store'
import { ServerDouble } from './testing/server-double'

describe('An append whose outcome is not known', () => {
  let double: ServerDouble
  const stores: EventStore[] = []
  beforeEach(async () => {
    double = new ServerDouble()
    await double.start()
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    await double.stop()
  })
  const opened = async (limits = {}): Promise<EventStore> => {
    const store = await mirroredStore({
      connectionString: double.connectionString,
      limits: { appendDeadlineMs: 300, ...limits },
    })
    stores.push(store)
    return store
  }
  const callsOf = () => double.appendCalls.map(({ expected, events }) => ({ expected, ids: events.map(({ id }) => id) }))

  it.each<AppendFault>([
    { kind: 'unanswered', isApplied: true },
    { kind: 'unanswered', isApplied: false },
    { kind: 'failed', isApplied: true },
    { kind: 'failed', isApplied: false },
    { kind: 'late', isApplied: true, afterMs: 600 },
    { kind: 'late', isApplied: false, afterMs: 600 },
  ])('is made again with the same ids on the same revision, and is stored once: %j', async (fault) => {
    const store = await opened()
    await appended(store, [sampleEvent('a')])
    double.faults.appends.push(fault)
    const result = await appended(store, [sampleEvent('b'), sampleEvent('c')])
    expect(result.outcomes.map(({ outcome }) => outcome)).toEqual(['stored', 'stored'])
    const [, first, second] = callsOf()
    expect(second).toEqual(first)
    expect(first?.expected).toBe(0)
    await appended(store, [sampleEvent('d')])
    await until(() => double.log.stream('earnback').length === 4)
    expect(await idsIn(await opened())).toEqual(['a', 'b', 'c', 'd'])
  })

  it('has won although another writer went on behind it, and is not judged anew', async () => {
    const [store, other] = [await opened(), await opened()]
    double.faults.appends.push({ kind: 'unanswered', isApplied: true })
    const appending = appended(store, [sampleEvent('a', { stream: 's' })], new Map([['s', NO_STREAM]]))
    await until(() => double.log.stream('earnback').length === 1)
    await appended(other, [sampleEvent('b', { stream: 's' })])
    expect((await appending).outcomes).toEqual([{ outcome: 'stored', position: 1 }])
    expect(await idsIn(store)).toEqual(['a', 'b'])
  })

  it('has won although the server says that somebody was faster: that was the append itself', async () => {
    const store = await opened()
    double.faults.appends.push({ kind: 'overtaken', isApplied: true }, { kind: 'overtaken', isApplied: false })
    expect((await appended(store, [sampleEvent('a')])).outcomes).toEqual([{ outcome: 'stored', position: 1 }])
    expect((await appended(store, [sampleEvent('b')])).outcomes).toEqual([{ outcome: 'stored', position: 2 }])
    expect(await idsIn(store)).toEqual(['a', 'b'])
  })

  it('has lost where another writer was faster, and is judged anew', async () => {
    const [store, other] = [await opened(), await opened()]
    double.faults.appends.push({ kind: 'unanswered', isApplied: false })
    const appending = appended(store, [sampleEvent('a', { stream: 's' })])
    await until(() => double.appendCalls.length === 1)
    await appended(other, [sampleEvent('b', { stream: 's' })])
    expect((await appending).outcomes).toEqual([{ outcome: 'stored', position: 2 }])
    expect(await idsIn(other)).toEqual(['b', 'a'])
  })

  it('is told of as unknown where nothing is ever answered, and found to be a duplicate or stored when it is repeated', async () => {
    const store = await opened({ appendDeadlineMs: 50, callAttemptsMax: 2 })
    double.faults.appends.push({ kind: 'unanswered', isApplied: true }, { kind: 'unanswered', isApplied: true })
    const answer = await refused(store, [sampleEvent('a')])
    expect(answer).toMatchObject({ code: 'STORE_UNREACHABLE', message: saying('Append the same events again') })
    expect((await appended(store, [sampleEvent('a')])).outcomes).toEqual([{ outcome: 'duplicate', position: 1 }])
    double.faults.appends.push({ kind: 'unanswered', isApplied: false }, { kind: 'failed', isApplied: false })
    await refused(store, [sampleEvent('b')])
    expect((await appended(store, [sampleEvent('b')])).outcomes).toEqual([{ outcome: 'stored', position: 2 }])
  })

  it('is given up after one deadline when the store is closed meanwhile', async () => {
    const store = await opened({ appendDeadlineMs: 100, callAttemptsMax: 1_000 })
    for (let index = 0; index < 10; index++) double.faults.appends.push({ kind: 'unanswered', isApplied: true })
    const appending = refused(store, [sampleEvent('a')])
    await until(() => double.appendCalls.length === 1)
    await store.close()
    expect(await appending).toMatchObject({ code: 'STORE_UNREACHABLE', message: saying('Append the same events again') })
    expect(double.appendCalls).toHaveLength(1)
    await expect(store.head()).rejects.toThrow('the store is closed')
  })

  it('of one client does not touch what another has in flight', async () => {
    const [store, other] = [await opened({ appendDeadlineMs: 5_000 }), await opened()]
    double.faults.appends.push({ kind: 'late', isApplied: true, afterMs: 200 })
    const slow = appended(store, [sampleEvent('a')])
    await until(() => double.appendCalls.length === 1)
    double.faults.appends.push({ kind: 'failed', isApplied: false })
    await appended(other, [sampleEvent('b')])
    expect((await slow).outcomes).toEqual([{ outcome: 'stored', position: 1 }])
    const ofFirst = callsOf().filter(({ ids }) => ids[0] === callsOf()[0]?.ids[0])
    expect(ofFirst).toHaveLength(1)
  })

  it('goes through a new client, since the old one keeps its failure to learn what the server supports', async () => {
    const { connect } = connectionOf(double.connectionString)
    const limits = { ...DEFAULT_LIMITS, ...TEST_LIMITS }
    const server = new ServerLog({ connect, stream: 'earnback', credentials: undefined, limits, delay })
    double.faults.featureFailures = 2
    const { chunks } = planBatch('6f3b1b0e-8a1c-4a39-9c7e-6a3b8c1d2e3f', [sampleEvent('a')], 1, AT, limits.maxAppendBytes)
    expect(await server.append(chunks[0] ?? [], -1)).toBe('appended')
    expect(double.faults.featureFailures).toBe(0)
    // Over one call for many appends, which has no deadline of its own.
    double.faults.appends.push({ kind: 'unanswered', isApplied: true })
    expect(await server.append(chunks[0] ?? [], -1)).toBe('appended')
    expect(
      await server.append(planBatch('0f3b1b0e-8a1c-4a39-9c7e-6a3b8c1d2e3f', [sampleEvent('b')], 1, AT, 1_000_000).chunks[0]!, -1),
    ).toBe('overtaken')
    expect(double.log.stream('earnback')).toHaveLength(1)
    await server.close()
  })
})

describe('Two writers of one log', () => {
  it('cannot both make a stream, nor both store an identity, whichever is faster', async () => {
    const double = new ServerDouble()
    await double.start()
    const open = () => mirroredStore({ connectionString: double.connectionString })
    const [one, two] = [await open(), await open()]
    for (let round = 0; round < 20; round++) {
      const expected = new Map([[`s-${round}`, NO_STREAM]])
      const stream = `s-${round}`
      const made = await Promise.all([
        one.append([sampleEvent(`one-${round}`, { stream })], AT, expected)(),
        two.append([sampleEvent(`two-${round}`, { stream })], AT, expected)(),
      ])
      expect(made.filter(E.isRight)).toHaveLength(1)
      expect(made.filter(E.isLeft).map(({ left }) => left)).toEqual([
        { kind: 'RevisionConflict', stream, expected: NO_STREAM, actual: 0 },
      ])
      const stored = await Promise.all([
        appended(one, [sampleEvent(`same-${round}`, { amount: 1 })]),
        appended(two, [sampleEvent(`same-${round}`, { amount: 2 })]),
      ])
      expect(stored.map(({ outcomes }) => outcomes[0]?.outcome).sort()).toEqual(['conflict', 'stored'])
    }
    expect(await one.head()).toEqual(await two.head())
    expect((await two.audit(() => undefined)).problems).toEqual([])
    await one.close()
    await two.close()
    await double.stop()
  })
})
