import { type EventStore, StoreFault } from '@earnback/event-store'
import { sampleEvents } from '@earnback/event-store/testing'
import type { ReadFault } from './testing/double-faults'
import { appended, idsIn, until } from './testing/given'
import { mirroredStore } from './testing/mirrored-store'
import { ServerDouble } from './testing/server-double'

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

const taken = async (
  store: EventStore,
  last: number,
  onEach: (position: number) => void = () => undefined,
): Promise<number[]> => {
  const positions: number[] = []
  for await (const page of store.subscribe(0, new AbortController().signal)) {
    for (const { position } of page) {
      positions.push(position)
      onEach(position)
    }
    if (positions.length >= last) break
  }
  return positions
}

describe('A subscription', () => {
  let double: ServerDouble
  const stores: EventStore[] = []
  beforeEach(async () => {
    double = new ServerDouble()
    await double.start()
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    await until(() => double.openReads.size === 0)
    await double.stop()
  })
  const opened = async (limits = {}): Promise<EventStore> => {
    const store = await mirroredStore({ connectionString: double.connectionString, limits })
    stores.push(store)
    return store
  }

  it.each<ReadFault>([
    { kind: 'ends', afterEvents: 0 },
    { kind: 'ends', afterEvents: 3 },
    { kind: 'fails', afterEvents: 0 },
    { kind: 'fails', afterEvents: 3 },
  ])('goes on by itself, and brings each event once: %j', async (fault) => {
    const [writer, reader] = [await opened(), await opened()]
    double.faults.subscriptions.push(fault, fault, fault)
    const reading = taken(reader, 20)
    for (let from = 0; from < 20; from += 2) await appended(writer, sampleEvents(from, 2))
    expect(await reading).toEqual(upTo(20))
    await until(() => double.faults.subscriptions.length === 0)
  })

  it('asks by itself where the call goes silent', async () => {
    const [writer, reader] = [await opened(), await opened({ pollMs: 30 })]
    double.faults.subscriptions.push({ kind: 'goes silent', afterEvents: 2 })
    const reading = taken(reader, 8)
    await appended(writer, sampleEvents(0, 4))
    await appended(writer, sampleEvents(4, 4))
    expect(await reading).toEqual(upTo(8))
  })

  it('goes on when the server was away for a while', async () => {
    const [writer, reader] = [await opened(), await opened()]
    await appended(writer, sampleEvents(0, 3))
    let seen = 0
    const reading = taken(reader, 6, () => seen++)
    await until(() => seen === 3)
    await double.stop()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await double.start()
    await appended(writer, sampleEvents(3, 3))
    expect(await reading).toEqual(upTo(6))
  })

  it('leaves no call behind when its reader leaves, aborts, or throws', async () => {
    const store = await opened()
    await appended(store, sampleEvents(0, 3))
    const isFollowing = () => double.openReads.size === 1
    const isLeft = () => double.openReads.size === 0
    for await (const page of store.subscribe(0, new AbortController().signal)) {
      await until(isFollowing)
      if (page.length > 0) break
    }
    await until(isLeft)
    const stop = new AbortController()
    for await (const page of store.subscribe(0, stop.signal)) {
      await until(isFollowing)
      if (page.length > 0) stop.abort()
    }
    await until(isLeft)
    const breaking = async (): Promise<void> => {
      for await (const page of store.subscribe(0, new AbortController().signal)) {
        await until(isFollowing)
        throw new Error(`the reader broke at ${page.length}`)
      }
    }
    await expect(breaking()).rejects.toThrow('the reader broke at 3')
    await until(isLeft)
  })

  it('uses one call, however many follow', async () => {
    const store = await opened()
    const readings = [taken(store, 4), taken(store, 4), taken(store, 4)]
    await until(() => double.openReads.size > 0)
    await appended(store, sampleEvents(0, 3))
    expect(double.openReads.size).toBe(1)
    await appended(store, sampleEvents(3, 1))
    expect(await Promise.all(readings)).toEqual([upTo(4), upTo(4), upTo(4)])
  })

  it('throws what trying again cannot mend', async () => {
    const [writer, reader] = [await opened(), await opened()]
    const reading = taken(reader, 2)
    await appended(writer, sampleEvents(0, 1))
    const foreign = { id: '00000000-0000-4000-8000-000000000000', type: 'x', contentType: 'application/json' }
    double.log.append('earnback', 'any', [{ ...foreign, metadata: Buffer.from('{}'), data: Buffer.from('{}') }])
    await expect(reading).rejects.toThrow(StoreFault)
    await expect(reader.head()).rejects.toThrow('was not written by this version of Earnback')
  })
})

describe('A reading', () => {
  it.each<ReadFault>([
    { kind: 'fails', afterEvents: 0 },
    { kind: 'fails', afterEvents: 7 },
    { kind: 'goes silent', afterEvents: 7 },
    { kind: 'ends', afterEvents: 7 },
  ])('that breaks off is made again from where it was: %j', async (fault) => {
    const double = new ServerDouble()
    await double.start()
    const writer = await mirroredStore({ connectionString: double.connectionString })
    await appended(writer, sampleEvents(0, 20))
    double.faults.reads.push(fault)
    const reader = await mirroredStore({ connectionString: double.connectionString, limits: { readSilenceMsMax: 100 } })
    expect(await idsIn(reader)).toEqual(await idsIn(writer))
    await reader.close()
    await writer.close()
    await until(() => double.openReads.size === 0)
    await double.stop()
  })
})
