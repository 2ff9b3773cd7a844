import * as E from 'fp-ts/Either'
import { type SourceHandlers } from '../src'
import { describeWithKafka, eventually, sharedBroker, testClient, uniqueName } from '../src/testing'
import { FencedStore, makeTopic, numbers, plainRecord, produce, QUICK, send, start, withAdmin } from './source-kit'

describeWithKafka('a source', () => {
  const kafka = testClient(sharedBroker())

  test('reads a topic from its beginning with keys, raw bytes and headers of which a name comes twice', async () => {
    const topic = uniqueName('reads')
    await makeTopic(kafka, topic)
    const bytes = Buffer.from([0xff, 0x00, 0xfe])
    await send(kafka, topic, [
      { key: 'k', value: bytes, headers: { a: ['1', '2'], b: 'x' } },
      { key: 'k', value: null },
    ])
    const store = new FencedStore()
    const { source } = start(kafka, { handlers: store.handlers(), options: { ...QUICK, groupId: topic, topics: [topic] } })
    await eventually('both are stored', () => store.records.length === 2)
    await source.stop()
    expect(await source.ended).toBeUndefined()
    const [first, second] = store.records
    expect(plainRecord(first!)).toEqual({
      ...{ topic, partition: 0, offset: 0, key: Buffer.from('k'), value: bytes },
      headers: [
        ['a', ['1', '2']],
        ['b', ['x']],
      ],
    })
    expect(second?.value).toBeNull()
  })

  test('goes on from the offsets of our store and not from those of the broker, which only follow', async () => {
    const topic = uniqueName('ours')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, numbers(0, 100))
    await withAdmin(kafka, (admin) => admin.setOffsets({ groupId: topic, topic, partitions: [{ partition: 0, offset: '90' }] }))
    const store = new FencedStore()
    store.set({ topic, partition: 0, next: 40 })
    const { source } = start(kafka, { handlers: store.handlers(), options: { ...QUICK, groupId: topic, topics: [topic] } })
    await eventually('the rest is stored', () => store.next(topic, 0) === 100)
    expect(store.values()).toEqual(numbers(40, 100))
    const committed = async () =>
      withAdmin(kafka, async (admin) => (await admin.fetchOffsets({ groupId: topic, topics: [topic] }))[0]?.partitions[0]?.offset)
    await eventually('the broker follows', async () => (await committed()) === '100')
    await source.stop()
  })

  test.each(['SyntaxError', 'TypeError', 'RangeError', 'ReferenceError', 'Error'])(
    'ends with a value where the handler throws a %s, which would end or block kafkajs',
    async (name) => {
      const topic = uniqueName('throws')
      await makeTopic(kafka, topic)
      await produce(kafka, topic, ['x'])
      const handlers: SourceHandlers = {
        ...new FencedStore().handlers(),
        handle: () => async () => {
          throw Object.assign(new Error('broken'), { name })
        },
      }
      const { source } = start(kafka, { handlers, options: { ...QUICK, groupId: topic, topics: [topic] } })
      expect(await source.ended).toMatchObject({
        code: 'KAFKA_HANDLER_FAILED',
        message: expect.stringContaining(`${name}: broken`) as string,
      })
    },
  )

  test('keeps its place in the group while a handler works longer than a session', async () => {
    const topic = uniqueName('slow')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, ['slow'])
    const store = new FencedStore()
    let calls = 0
    const slowly = async () => {
      calls += 1
      const until = Date.now() + 4_000
      await eventually('the handler is done', () => Date.now() > until)
    }
    const { source, events } = start(kafka, {
      handlers: store.handlers(slowly),
      options: { ...QUICK, groupId: topic, topics: [topic] },
    })
    await eventually('it is stored', () => store.records.length === 1)
    await source.stop()
    expect(calls).toBe(1)
    expect(events.filter(({ kind }) => kind === 'lost')).toEqual([])
  })

  test('gives the same batch again while the handler is unavailable, and then once', async () => {
    const topic = uniqueName('again')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, numbers(0, 3))
    const store = new FencedStore()
    let tries = 0
    const handlers: SourceHandlers = {
      ...store.handlers(),
      handle: (batch) => async () =>
        (tries += 1) < 3 ? E.left({ kind: 'HandlerUnavailable', message: 'busy' }) : store.handlers().handle(batch)(),
    }
    const { source } = start(kafka, { handlers, options: { ...QUICK, groupId: topic, topics: [topic] } })
    await eventually('they are stored', () => store.records.length >= 3)
    await source.stop()
    expect(store.values()).toEqual(numbers(0, 3))
  })

  test('drops what was fetched ahead where another reader moves the stored offset under the batch in hand', async () => {
    const topic = uniqueName('moved')
    await makeTopic(kafka, topic)
    for (const from of [0, 10, 20]) await produce(kafka, topic, numbers(from, from + 10))
    const store = new FencedStore()
    const { source } = start(kafka, {
      handlers: store.handlers(async ({ from }) => {
        if (from === 0) store.set({ topic, partition: 0, next: 15 })
      }),
      options: { ...QUICK, partitionBytesMax: 1, groupId: topic, topics: [topic] },
    })
    await eventually('the rest is stored', () => store.next(topic, 0) === 30)
    await source.stop()
    expect(store.values()).toEqual(numbers(15, 30))
    expect(store.fenced).toHaveLength(1)
  })

  test('tells lag, and idle once there is nothing more to read', async () => {
    const topic = uniqueName('lag')
    await makeTopic(kafka, topic, 2)
    await produce(kafka, topic, numbers(0, 5), 1)
    const store = new FencedStore()
    const { source, events } = start(kafka, {
      handlers: store.handlers(),
      options: { ...QUICK, groupId: topic, topics: [topic] },
    })
    await eventually('both partitions are idle', () => source.status().filter(({ state }) => state === 'idle').length === 2)
    expect(source.status().find(({ partition }) => partition === 1)).toMatchObject({ next: 5, highWatermark: 5, lag: 0 })
    await eventually('the lag is told', () => events.some(({ kind }) => kind === 'lag'))
    await source.stop()
  })
})
