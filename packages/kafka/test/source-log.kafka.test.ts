import { describeWithKafka, eventually, sharedBroker, testClient, uniqueName } from '../src/testing'
import { FencedStore, makeTopic, numbers, produce, QUICK, start, withAdmin } from './source-kit'

describeWithKafka('a source whose log has changed', () => {
  const kafka = testClient(sharedBroker())
  const read = (topic: string, store: FencedStore) =>
    start(kafka, { handlers: store.handlers(), options: { ...QUICK, groupId: topic, topics: [topic] } })
  const deleteUpTo = (topic: string, offset: number) =>
    withAdmin(kafka, async (admin) => {
      await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] })
    })
  const remake = async (topic: string) => {
    await withAdmin(kafka, (admin) => admin.deleteTopics({ topics: [topic] }))
    await eventually('the topic is gone', () => withAdmin(kafka, async (admin) => !(await admin.listTopics()).includes(topic)))
    await makeTopic(kafka, topic)
  }

  test('stops with KAFKA_LOG_TRUNCATED where records were deleted before they were read, and stores none after the gap', async () => {
    const topic = uniqueName('truncated')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, numbers(0, 50))
    await deleteUpTo(topic, 30)
    const store = new FencedStore()
    store.set({ topic, partition: 0, next: 10 })
    expect(await read(topic, store).source.ended).toMatchObject({ code: 'KAFKA_LOG_TRUNCATED' })
    expect(store.records).toEqual([])
  })

  test('stops with KAFKA_LOG_TRUNCATED also while it reads', async () => {
    const topic = uniqueName('truncated-live')
    await makeTopic(kafka, topic)
    for (const from of [0, 10, 20]) await produce(kafka, topic, numbers(from, from + 10))
    const store = new FencedStore()
    let release: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    let handling = false
    const { source } = start(kafka, {
      handlers: store.handlers(() => {
        handling = true
        return gate
      }),
      // One batch a fetch, so that beside the one in hand no more than the next is in memory.
      options: { ...QUICK, partitionBytesMax: 1, groupId: topic, topics: [topic] },
    })
    await eventually('the first batch is in hand', () => handling)
    await deleteUpTo(topic, 25)
    await produce(kafka, topic, numbers(30, 40))
    release()
    expect(await source.ended).toMatchObject({ code: 'KAFKA_LOG_TRUNCATED' })
    expect(store.values()).toEqual(numbers(0, 20).slice(0, store.records.length))
  })

  test('begins where the log begins when nothing was ever stored', async () => {
    const topic = uniqueName('fresh')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, numbers(0, 50))
    await deleteUpTo(topic, 30)
    const store = new FencedStore()
    const { source } = read(topic, store)
    await eventually('the rest is stored', () => store.next(topic, 0) === 50)
    await source.stop()
    expect(store.values()).toEqual(numbers(30, 50))
  })

  test('stops with KAFKA_TOPIC_RECREATED where the topic was made again while it was away, shorter or longer than before', async () => {
    for (const length of [10, 200]) {
      const topic = uniqueName('recreated')
      await makeTopic(kafka, topic)
      await produce(kafka, topic, numbers(0, 100))
      const store = new FencedStore()
      const first = read(topic, store)
      await eventually('everything is stored', () => store.next(topic, 0) === 100)
      await first.source.stop()
      await remake(topic)
      await produce(kafka, topic, numbers(0, length))
      expect(await read(topic, store).source.ended).toMatchObject({ code: 'KAFKA_TOPIC_RECREATED' })
      expect(store.records).toHaveLength(100)
    }
  })

  test('stops with KAFKA_TOPIC_RECREATED where the topic is made again while it reads', async () => {
    const topic = uniqueName('recreated-live')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, numbers(0, 100))
    const store = new FencedStore()
    // Between two looks at the brokers: only what arrives can tell.
    const options = { ...QUICK, lagEveryMs: 60_000, groupId: topic, topics: [topic] }
    const { source } = start(kafka, { handlers: store.handlers(), options })
    await eventually('everything is stored', () => store.next(topic, 0) === 100)
    await remake(topic)
    await produce(kafka, topic, numbers(0, 150))
    expect(await source.ended).toMatchObject({ code: 'KAFKA_TOPIC_RECREATED' })
    expect(store.records).toHaveLength(100)
  })

  test('stops with KAFKA_TOPIC_MISSING where the topic is not there', async () => {
    const topic = uniqueName('missing')
    expect(await read(topic, new FencedStore()).source.ended).toMatchObject({ code: 'KAFKA_TOPIC_MISSING' })
  })

  test('reads over gaps inside the log: aborted transactions and their markers', async () => {
    const topic = uniqueName('markers')
    await makeTopic(kafka, topic)
    const producer = kafka.producer({ transactionalId: topic, maxInFlightRequests: 1 })
    await producer.connect()
    for (const [value, keep] of [
      ['a', true],
      ['b', false],
      ['c', false],
      ['d', true],
      ['e', false],
    ] as const) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ key: 'k', value }] })
      await (keep ? transaction.commit() : transaction.abort())
    }
    await producer.disconnect()
    const store = new FencedStore()
    const { source } = read(topic, store)
    await eventually('the position is the end of the log', () => source.status()[0]?.next === 10)
    expect(source.status()[0]).toMatchObject({ lag: 0, state: 'idle' })
    await source.stop()
    expect(store.values()).toEqual(['a', 'd'])
  })
})
