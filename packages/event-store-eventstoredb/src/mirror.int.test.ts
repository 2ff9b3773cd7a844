import * as E from 'fp-ts/Either'
import { type EventStore, MemoryLog } from '@earnback/event-store'
import { sampleEvent, sampleEvents } from '@earnback/event-store/testing'
import { appended, idsIn, refused, saying } from './testing/given'
import { type Mirrored, mirroredStore, tryMirroredStore } from './testing/mirrored-store'
import { ServerDouble } from './testing/server-double'

describe('The mirror', () => {
  let double: ServerDouble
  const stores: EventStore[] = []
  const others: ServerDouble[] = []
  beforeEach(async () => {
    double = new ServerDouble()
    await double.start()
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    for (const other of others.splice(0)) await other.stop()
    await double.stop()
  })
  /** Another server that knows only what a backup holds; it ends with the test. */
  const restoredFrom = async (backup: Parameters<ServerDouble['log']['append']>[2]): Promise<ServerDouble> => {
    const restored = new ServerDouble()
    others.push(restored)
    await restored.start()
    restored.log.append('earnback', 'any', backup)
    return restored
  }
  const opened = async (options: Partial<Mirrored> = {}): Promise<EventStore> => {
    const store = await mirroredStore({ connectionString: double.connectionString, ...options })
    stores.push(store)
    return store
  }
  const faultOf = async (options: Partial<Mirrored>) => {
    const result = await tryMirroredStore({ connectionString: double.connectionString, ...options })
    if (E.isRight(result)) throw new Error('it was opened')
    return result.left
  }

  it('is refused where it belongs to another log', async () => {
    const log = new MemoryLog()
    await appended(await opened({ log }), sampleEvents(0, 3))
    await appended(await opened({ stream: 'other' }), sampleEvents(3, 3))
    for (const stream of ['other', 'empty']) {
      expect(await faultOf({ log, stream })).toMatchObject({
        code: 'STORE_NOT_OURS',
        message: saying('another log'),
      })
    }
  })

  it('is refused where the server was restored from a backup and went on with other events', async () => {
    const log = new MemoryLog()
    const store = await opened({ log })
    await appended(store, sampleEvents(0, 1))
    const backup = [...double.log.stream('earnback')]
    await appended(store, sampleEvents(1, 1))
    const restored = await restoredFrom(backup)
    await appended(await opened({ connectionString: restored.connectionString }), sampleEvents(5, 2))
    expect(await faultOf({ log, connectionString: restored.connectionString })).toMatchObject({
      code: 'STORE_NOT_OURS',
      message: saying('hold different events at 2'),
    })
  })

  it('an append that was overtaken is not taken for stored where the client is told not to throw', async () => {
    const connectionString = `${double.connectionString}&throwOnAppendFailure=false`
    const [one, other] = [await opened({ connectionString }), await opened({ connectionString })]
    const writing = [one, other].map((store, index) => appended(store, sampleEvents(index * 10, 5)))
    await Promise.all(writing)
    expect((await idsIn(one)).length).toBe(10)
  })

  it('is refused where it knows more than the server, which was restored from a backup', async () => {
    const log = new MemoryLog()
    const store = await opened({ log })
    await appended(store, sampleEvents(0, 3))
    const backup = [...double.log.stream('earnback')]
    await appended(store, sampleEvents(3, 5))
    const restored = await restoredFrom(backup)
    expect(await faultOf({ log, connectionString: restored.connectionString })).toMatchObject({
      code: 'STORE_NOT_OURS',
      message: saying('restored from a backup'),
    })
  })

  it('is compared with the server by the audit', async () => {
    const store = await opened()
    await appended(store, sampleEvents(0, 4))
    expect((await store.audit(() => undefined)).problems).toEqual([])
    const [, second, third] = double.log.stream('earnback') as unknown as Array<{ data: Uint8Array; metadata: Uint8Array }>
    second!.data = Buffer.from(Buffer.from(second!.data).toString().replace('sample', 'simple'))
    third!.metadata = Buffer.from(Buffer.from(third!.metadata).toString().replace('spend-act-1', 'spend-act-2'))
    expect((await store.audit(() => undefined)).problems).toEqual([
      { code: 'MIRROR_DIFFERS', where: 'event 2', message: 'EventStoreDB and the mirror disagree about its content' },
      { code: 'MIRROR_DIFFERS', where: 'event 3', message: 'EventStoreDB and the mirror disagree about its stream' },
    ])
  })

  it('filled from the server is the one that was filled by appending', async () => {
    const store = await opened()
    await appended(
      store,
      sampleEvents(0, 30, (index) => ({ stream: `s-${index % 4}`, notes: { index } })),
    )
    await appended(store, [sampleEvent('a')])
    const fresh = await opened()
    expect(await fresh.head()).toEqual(await store.head())
    expect(await idsIn(fresh)).toEqual(await idsIn(store))
  })
})

describe('The log in EventStoreDB', () => {
  let double: ServerDouble
  beforeEach(async () => {
    double = new ServerDouble()
    await double.start()
  })
  afterEach(() => double.stop())

  it('holds JSON as JSON where the client gives the same characters back, and as bytes where it would not', async () => {
    const store = await mirroredStore({ connectionString: double.connectionString })
    const spaced = { ...sampleEvent('b'), json: JSON.stringify(JSON.parse(sampleEvent('b').json), undefined, 1) }
    const numbered = { ...sampleEvent('c'), json: sampleEvent('c').json.replace('"text"', '"b":1.0,"1":2,"text"') }
    const events = [sampleEvent('a'), spaced, numbered]
    await appended(store, events)
    const stored = double.log.stream('earnback')
    expect(stored.map(({ contentType }) => contentType.split('/')[1])).toEqual(['json', 'octet-stream', 'octet-stream'])
    expect(stored.map(({ data }) => Buffer.from(data).toString())).toEqual(events.map(({ json }) => json))
    expect(stored.map(({ type }) => type)).toEqual(['sample', 'sample', 'sample'])
    expect(JSON.parse(Buffer.from(stored[0]!.metadata).toString())).toMatchObject({
      earnback: 1,
      stream: 'spend-act-1',
      first: 1,
      count: 3,
    })
    await store.close()
  })

  it('is named as unreachable where no server answers, with what to do and without the password', async () => {
    const { connectionString } = double
    await double.stop()
    const options = {
      connectionString: connectionString.replace('esdb://', 'esdb://user:secret@'),
      limits: { callAttemptsMax: 2 },
    }
    const result = await tryMirroredStore(options)
    expect(result).toMatchObject({
      left: { code: 'STORE_UNREACHABLE', message: saying('See that the server runs') },
    })
    expect(JSON.stringify(result)).not.toContain('secret')
    const malformed = await tryMirroredStore({ connectionString: 'esdb//user:secret@:nowhere?' })
    expect(malformed).toMatchObject({ left: { code: 'STORE_FAILED' } })
    expect(JSON.stringify(malformed)).not.toContain('secret')
    await double.start()
  })

  it('is told to take less where the server takes less than was thought', async () => {
    const small = new ServerDouble(1_000)
    await small.start()
    const store = await mirroredStore({ connectionString: small.connectionString })
    expect(await refused(store, [sampleEvent('a', { text: 'x'.repeat(2_000) })])).toMatchObject({
      code: 'STORE_FULL',
      message: saying('takes at most 1000 bytes'),
    })
    await store.close()
    await small.stop()
  })
})
