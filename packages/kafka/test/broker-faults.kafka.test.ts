import { type KafkaClient } from '../src'
import { type Broker, describeWithKafka, eventually, sharedBroker, startBroker, testClient, uniqueName } from '../src/testing'
import { FencedStore, makeTopic, numbers, produce, QUICK, start } from './source-kit'

/** Brokers start and clients try again; a machine that is busy with other tests takes its time for that. */
jest.setTimeout(180_000)

describeWithKafka('a source whose broker fails', () => {
  let broker: Broker
  let kafka: KafkaClient
  beforeAll(async () => {
    broker = await startBroker()
    kafka = testClient(broker.address)
  })
  afterAll(() => broker.remove())

  test('goes on by itself after the broker was killed and came back, and stores every record once', async () => {
    const topic = uniqueName('killed')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, numbers(0, 100))
    const store = new FencedStore()
    const { source } = start(kafka, { handlers: store.handlers(), options: { ...QUICK, groupId: topic, topics: [topic] } })
    await eventually('the first are stored', () => store.next(topic, 0) === 100)
    await broker.kill()
    await broker.restart()
    await produce(kafka, topic, numbers(100, 200))
    await eventually('the others are stored', () => store.next(topic, 0) === 200)
    await source.stop()
    expect(store.values()).toEqual(numbers(0, 200))
  })

  test('waits for a broker that stands still', async () => {
    const topic = uniqueName('still')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, numbers(0, 10))
    const store = new FencedStore()
    const { source } = start(kafka, { handlers: store.handlers(), options: { ...QUICK, groupId: topic, topics: [topic] } })
    await eventually('the first are stored', () => store.next(topic, 0) === 10)
    broker.pause()
    const until = Date.now() + 4_000
    await eventually('longer than a session', () => Date.now() > until)
    broker.resume()
    await produce(kafka, topic, numbers(10, 20))
    await eventually('the others are stored', () => store.next(topic, 0) === 20)
    await source.stop()
    expect(store.values()).toEqual(numbers(0, 20))
  })
})

describeWithKafka('a source whose consumer stops reading without a word', () => {
  test('starts another one, because there is something to read', async () => {
    const kafka = testClient(sharedBroker())
    const topic = uniqueName('stalled')
    await makeTopic(kafka, topic)
    const made: Array<ReturnType<KafkaClient['consumer']>> = []
    const watched = new Proxy(kafka, {
      get: (target, name) =>
        name === 'consumer'
          ? (options: Parameters<KafkaClient['consumer']>[0]) => {
              const consumer = target.consumer(options)
              made.push(consumer)
              return consumer
            }
          : (Reflect.get(target, name) as unknown),
    })
    const store = new FencedStore()
    const options = { ...QUICK, groupId: topic, topics: [topic], stallAfterMs: 1_000 }
    const { source, events } = start(watched, { handlers: store.handlers(), options })
    await eventually('it reads', () => events.some(({ kind }) => kind === 'assigned'))
    made[0]!.pause([{ topic }])
    await produce(kafka, topic, numbers(0, 10))
    await eventually('it is told as stalled', () =>
      events.some((event) => event.kind === 'lag' && event.partitions.some(({ state }) => state === 'stalled')),
    )
    await eventually('everything is stored', () => store.next(topic, 0) === 10)
    expect(events.some(({ kind }) => kind === 'restarting')).toBe(true)
    expect(made).toHaveLength(2)
    await source.stop()
  })
})
