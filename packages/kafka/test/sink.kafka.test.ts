import * as E from 'fp-ts/Either'
import { COMPACTED, ensureTopics, type KafkaClient, openSink, SINK_DEFAULTS } from '../src'
import {
  type Broker,
  describeWithKafka,
  eventually,
  realTimers,
  sharedBroker,
  startBroker,
  testClient,
  uniqueName,
} from '../src/testing'
import { FencedStore, makeTopic, QUICK, start } from './source-kit'

/** Brokers start and clients try again; a machine that is busy with other tests takes its time for that. */
jest.setTimeout(180_000)

const record = (topic: string, value: string) => ({ topic, key: 'account-1', value, headers: { 'content-type': 'text/plain' } })

const prepared = async (kafka: KafkaClient, transactions = true) => {
  const topic = uniqueName('billing')
  const progressTopic = uniqueName('progress')
  await ensureTopics(kafka, [{ topic: progressTopic, partitions: 1, configs: COMPACTED }])()
  await makeTopic(kafka, topic, 3)
  const options = { ...SINK_DEFAULTS, transactions, transactionalId: uniqueName('publisher'), progressTopic }
  const sink = () => openSink({ kafka, timers: realTimers, nonce: () => uniqueName('n') }, options)
  const committed = async (expected: number) => {
    const store = new FencedStore()
    const { source } = start(kafka, {
      handlers: store.handlers(),
      options: { ...QUICK, groupId: uniqueName('check'), topics: [topic] },
    })
    const settled = () => source.status().length === 3 && source.status().every(({ state }) => state === 'idle')
    await eventually(`${expected} records are seen`, () => settled() && store.records.length >= expected)
    await source.stop()
    return store.values()
  }
  return { topic, progressTopic, sink, committed }
}

describeWithKafka('the sink', () => {
  const kafka = testClient(sharedBroker())

  test('publishes records in order with their progress, and a new one goes on from there', async () => {
    const { topic, sink, committed } = await prepared(kafka)
    const first = sink()
    expect(await first.open()()).toEqual(E.right({ progress: undefined }))
    expect(await first.publish([record(topic, 'a'), record(topic, 'b')], '2')()).toEqual(E.right(undefined))
    expect(await first.publish([record(topic, 'c')], '3')()).toEqual(E.right(undefined))
    await first.close()
    const second = sink()
    expect(await second.open()()).toEqual(E.right({ progress: '3' }))
    await second.close()
    expect(await committed(3)).toEqual(['a', 'b', 'c'])
  })

  test('is fenced by a later holder of its id: nothing of the zombie is seen, and its progress does not count', async () => {
    const { topic, sink, committed } = await prepared(kafka)
    const zombie = sink()
    await zombie.open()()
    await zombie.publish([record(topic, 'a')], '1')()
    const later = sink()
    expect(await later.open()()).toEqual(E.right({ progress: '1' }))
    expect(await zombie.publish([record(topic, 'zombie')], '9')()).toMatchObject({ left: { kind: 'SinkFenced' } })
    expect(await later.publish([record(topic, 'b')], '2')()).toEqual(E.right(undefined))
    await later.close()
    await zombie.close()
    const third = sink()
    expect(await third.open()()).toEqual(E.right({ progress: '2' }))
    await third.close()
    expect(await committed(2)).toEqual(['a', 'b'])
  })

  test('leaves neither records nor progress where it ends between sending and committing', async () => {
    const { topic, progressTopic, sink, committed } = await prepared(kafka)
    const first = sink()
    await first.open()()
    await first.publish([record(topic, 'a')], '1')()
    await first.close()
    const commitless = openSink(
      { kafka: withoutCommit(kafka), timers: realTimers, nonce: () => uniqueName('n') },
      { ...SINK_DEFAULTS, transactionalId: uniqueName('other'), progressTopic },
    )
    await commitless.open()()
    expect(await commitless.publish([record(topic, 'lost')], '2')()).toMatchObject({ left: { kind: 'SinkUnavailable' } })
    await commitless.open()()
    await commitless.close()
    const again = sink()
    expect(await again.open()()).toEqual(E.right({ progress: '1' }))
    await again.close()
    expect(await committed(1)).toEqual(['a'])
  })

  test('does not take progress for absent that stands behind a transaction of another, still open', async () => {
    const { topic, progressTopic, sink } = await prepared(kafka)
    const other = kafka.producer({ transactionalId: uniqueName('other'), maxInFlightRequests: 1 })
    await other.connect()
    const unsettled = await other.transaction()
    await unsettled.send({ topic: progressTopic, messages: [{ key: 'other', value: '1' }] })
    const first = sink()
    const opening = first.open()()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await unsettled.commit()
    expect(await opening).toEqual(E.right({ progress: undefined }))
    const next = await other.transaction()
    await next.send({ topic: progressTopic, messages: [{ key: 'other', value: '2' }] })
    expect(await first.publish([record(topic, 'a')], '1')()).toEqual(E.right(undefined))
    await first.close()
    const second = sink()
    const reopening = second.open()()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await next.abort()
    expect(await reopening).toEqual(E.right({ progress: '1' }))
    await second.close()
    await other.disconnect()
  })

  test('without transactions writes the records before the progress, and reads it again', async () => {
    const { topic, sink, committed } = await prepared(kafka, false)
    const first = sink()
    expect(await first.open()()).toEqual(E.right({ progress: undefined }))
    expect(await first.publish([record(topic, 'a')], '1')()).toEqual(E.right(undefined))
    await first.close()
    expect(await sink().open()()).toEqual(E.right({ progress: '1' }))
    expect(await committed(1)).toEqual(['a'])
  })

  test('refuses a record without a key, and names a topic that is not there', async () => {
    const { topic, sink } = await prepared(kafka)
    const open = sink()
    await open.open()()
    expect(await open.publish([{ ...record(topic, 'x'), key: '' }], '1')()).toMatchObject({ left: { kind: 'SinkRejected' } })
    expect(await open.publish([record(uniqueName('nowhere'), 'x')], '1')()).toMatchObject({ left: { kind: 'SinkRejected' } })
    expect(await open.publish([record(topic, 'x')], '1')()).toMatchObject({
      left: { message: expect.stringContaining('open') as string },
    })
    await open.close()
  })

  test('sends raw bytes, a key of any bytes, a header that comes twice, and a value that is none', async () => {
    const { topic, sink } = await prepared(kafka)
    const open = sink()
    await open.open()()
    const raw = {
      topic,
      key: Buffer.from([0xff]),
      value: Buffer.from([0x00, 0xfe]),
      headers: { a: [Buffer.from('1'), '2'], b: 'x' },
    }
    expect(await open.publish([raw, { ...raw, value: null }], '1')()).toEqual(E.right(undefined))
    await open.close()
    const store = new FencedStore()
    const { source } = start(kafka, { handlers: store.handlers(), options: { ...QUICK, groupId: topic, topics: [topic] } })
    await eventually('both arrive', () => store.records.length === 2)
    await source.stop()
    expect(store.records.map(({ key, value }) => [key, value])).toEqual([
      [raw.key, raw.value],
      [raw.key, null],
    ])
    expect(store.records[0]?.headers.get('a')?.map(String)).toEqual(['1', '2'])
  })
})

/** A client whose transactions after the opening are sent whole and never committed, as when the process ends there. */
const withoutCommit = (kafka: KafkaClient): KafkaClient =>
  new Proxy(kafka, {
    get: (target, name) => {
      if (name !== 'producer') return Reflect.get(target, name) as unknown
      return (options: Parameters<KafkaClient['producer']>[0]) => {
        const producer = target.producer(options)
        let begun = 0
        const transaction = async () => {
          const begins = await producer.transaction()
          begun += 1
          return begun === 1 ? begins : { ...begins, commit: () => Promise.reject(new Error('killed')) }
        }
        return { ...producer, transaction }
      }
    },
  })

describeWithKafka('the sink of a broker that is killed', () => {
  let broker: Broker
  beforeAll(async () => {
    broker = await startBroker()
  })
  afterAll(() => broker.remove())

  test('publishes each record once to those who read committed ones, opened again after each fault', async () => {
    const kafka = testClient(broker.address)
    const { topic, sink, committed } = await prepared(kafka)
    const open = sink()
    let done = Number(E.getOrElseW(() => ({ progress: '0' }))(await open.open()()).progress ?? 0)
    let restarted: Promise<void> | undefined
    while (done < 60) {
      if (done === 20) restarted ??= broker.kill().then(broker.restart)
      const published = await open.publish([record(topic, `${done}`)], `${done + 1}`)()
      if (E.isRight(published)) done += 1
      else {
        await restarted
        await eventually('it opens again', async () => {
          const opened = await open.open()()
          if (E.isRight(opened)) done = Number(opened.right.progress ?? 0)
          return E.isRight(opened)
        })
      }
    }
    await restarted
    await open.close()
    expect(await committed(60)).toEqual(Array.from({ length: 60 }, (_, index) => `${index}`))
  })
})
