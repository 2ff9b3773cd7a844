import { ANY, BACKWARDS, END, EventStoreDBClient, jsonEvent, NO_STREAM, streamNameFilter } from '@eventstore/db-client'
import { uuidV5 } from '../uuid-v5'
import { until } from './given'
import { ServerDouble } from './server-double'

const NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8'
const event = (name: string) => jsonEvent({ id: uuidV5(NAMESPACE, name), type: 'sample', data: { name } })
const WITH_CALL = { credentials: { username: 'a', password: 'b' } }

describe.each([
  ['a call for each', WITH_CALL],
  ['one call for all', {}],
])('The double of the server, appending over %s', (_, options) => {
  const double = new ServerDouble(2_000)
  let client: EventStoreDBClient
  beforeAll(async () => {
    await double.start()
    client = EventStoreDBClient.connectionString(double.connectionString)
  })
  afterAll(async () => {
    await client.dispose()
    await double.stop()
  })
  let stream = ''
  let streams = 0
  beforeEach(() => {
    stream = `s-${streams++}`
  })
  const append = (names: ReadonlyArray<string>, expectedRevision: bigint | typeof ANY | typeof NO_STREAM) =>
    client.appendToStream(stream, names.map(event), { expectedRevision, ...options })

  it('compares ids where the expected revision is behind the stream, and there alone', async () => {
    expect((await append(['a', 'b'], NO_STREAM)).nextExpectedRevision).toBe(1n)
    await append(['c'], 1n)
    expect((await append(['a', 'b'], NO_STREAM)).nextExpectedRevision).toBe(1n)
    expect((await append(['b', 'c'], 0n)).nextExpectedRevision).toBe(2n)
    // The same ids at another place are new events.
    expect((await append(['a'], 2n)).nextExpectedRevision).toBe(3n)
    await expect(append(['a', 'x'], NO_STREAM)).rejects.toMatchObject({ type: 'wrong-expected-version' })
    await expect(append(['x'], 1n)).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 3n })
    await expect(append(['x'], 9n)).rejects.toMatchObject({ type: 'wrong-expected-version' })
  })

  it('remembers recent ids where any revision is expected, until it is started again', async () => {
    await append(['a'], ANY)
    await append(['a'], ANY)
    expect(double.log.stream(stream)).toHaveLength(1)
    double.log.restart()
    await append(['a'], ANY)
    expect(double.log.stream(stream)).toHaveLength(2)
  })

  it('refuses what is larger than one append may be', async () => {
    const large = jsonEvent({ type: 'sample', data: { text: 'x'.repeat(2_000) } })
    await expect(client.appendToStream(stream, large, options)).rejects.toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 2_000,
    })
  })

  it('reads forwards, backwards and from all streams, and tells of a stream that is not there', async () => {
    await append(['a', 'b', 'c'], NO_STREAM)
    const names = async (events: AsyncIterable<{ readonly event?: { readonly data: unknown } }>): Promise<string[]> => {
      const found: string[] = []
      for await (const { event: read } of events) found.push((read?.data as { readonly name: string }).name)
      return found
    }
    expect(await names(client.readStream(stream, { fromRevision: 1n }))).toEqual(['b', 'c'])
    expect(await names(client.readStream(stream, { fromRevision: 7n }))).toEqual([])
    expect(await names(client.readStream(stream, { fromRevision: END, direction: BACKWARDS, maxCount: 2 }))).toEqual(['c', 'b'])
    expect((await names(client.readAll())).slice(-3)).toEqual(['a', 'b', 'c'])
    expect(await names(client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 }))).toEqual(['c'])
    await expect(names(client.readStream('nowhere'))).rejects.toMatchObject({ type: 'stream-not-found' })
  })

  it('follows: confirms, says when it has caught up, and tells checkpoints that run ahead of a reader', async () => {
    for (let index = 0; index < 40; index++) await append([`${index}`], ANY)
    const told: string[] = []
    const checkpoints: bigint[] = []
    const subscription = client.subscribeToAll({
      filter: streamNameFilter({
        prefixes: [stream],
        checkpointReached: (_subscription, { commit }) => {
          checkpoints.push(commit)
        },
      }),
    })
    subscription.on('confirmation', () => told.push('confirmation'))
    subscription.on('caughtUp', () => told.push('caughtUp'))
    let seen = 0
    subscription.on('data', () => seen++)
    await until(() => seen === 40)
    await append(['live'], ANY)
    await until(() => seen === 41 && told.length === 2)
    expect(told).toEqual(['confirmation', 'caughtUp'])
    expect(checkpoints.length).toBeGreaterThan(0)
    await subscription.unsubscribe()
    await until(() => double.openReads.size === 0)
  })
})
