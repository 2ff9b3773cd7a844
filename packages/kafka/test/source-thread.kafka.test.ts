import type * as E from 'fp-ts/Either'
import {
  type HandlerFault,
  type KafkaSource,
  type RawKafkaSettings,
  type RecordBatch,
  type SourceEvent,
  type SourceHandlers,
  startSourceInThread,
} from '../src'
import {
  describeWithKafka,
  eventually,
  realTimers,
  sharedBroker,
  silent,
  testClient,
  testSettings,
  uniqueName,
} from '../src/testing'
import { FencedStore, makeTopic, numbers, plainRecord, produce, QUICK, send } from './source-kit'

const started: KafkaSource[] = []

const startIn = (topic: string, handlers: SourceHandlers, own: RawKafkaSettings = {}) => {
  const events: SourceEvent[] = []
  // One batch of the producer a fetch.
  const options = { ...QUICK, partitionBytesMax: 1, groupId: topic, topics: [topic] }
  const tell = (event: SourceEvent): void => void events.push(event)
  const source = startSourceInThread({
    settings: testSettings(sharedBroker(), own),
    options,
    handlers,
    timers: realTimers,
    log: silent,
    tell,
  })
  started.push(source)
  return { source, events }
}

const BATCHES = 40
const IN_A_BATCH = 5

describeWithKafka('A source whose client has a thread of its own', () => {
  const kafka = testClient(sharedBroker())

  afterEach(async () => {
    await Promise.all(started.splice(0).map((source) => source.stop()))
  })

  /** A topic of so many batches, and all that it holds. */
  const filled = async (): Promise<{ readonly topic: string; readonly values: ReadonlyArray<string> }> => {
    const topic = uniqueName('thread')
    await makeTopic(kafka, topic)
    for (let batch = 0; batch < BATCHES; batch++) {
      await produce(kafka, topic, numbers(batch * IN_A_BATCH, (batch + 1) * IN_A_BATCH))
    }
    return { topic, values: numbers(0, BATCHES * IN_A_BATCH) }
  }

  test('hands every record over as it is, with its key, its headers and its bytes', async () => {
    const topic = uniqueName('thread')
    await makeTopic(kafka, topic)
    const bytes = Buffer.from([0xff, 0x00, 0xfe])
    await send(kafka, topic, [
      { key: 'k', value: bytes, headers: { a: ['1', '2'], b: 'x' } },
      { key: null, value: null },
    ])
    const store = new FencedStore()
    const { source } = startIn(topic, store.handlers())
    await eventually('both are stored', () => store.records.length === 2)
    await source.stop()
    expect(await source.ended).toBeUndefined()
    const headers = [
      ['a', ['1', '2']],
      ['b', ['x']],
    ]
    expect(store.records.map(plainRecord)).toEqual([
      { topic, partition: 0, offset: 0, key: Buffer.from('k'), value: bytes, headers },
      { topic, partition: 0, offset: 1, key: null, value: null, headers: [] },
    ])
  })

  test('hands batch after batch over, each once and in the order of the log', async () => {
    const { topic, values } = await filled()
    const store = new FencedStore()
    startIn(topic, store.handlers())
    await eventually('all are stored', () => store.records.length === values.length)
    expect(store.values()).toEqual(values)
    expect(store.fenced).toEqual([])
  })

  test('does not let the next batch overtake one that the handler cannot take for now', async () => {
    const { topic, values } = await filled()
    const store = new FencedStore()
    const begun: number[] = []
    let calls = 0
    const handlers = store.handlers(async ({ from }) => void begun.push(from))
    const { events } = startIn(topic, {
      ...handlers,
      handle: (batch) => async () => {
        const outcome: E.Either<HandlerFault, void> = { _tag: 'Left', left: { kind: 'HandlerUnavailable', message: 'busy' } }
        return ++calls % 13 === 0 ? outcome : handlers.handle(batch)()
      },
    })
    await eventually('all are stored', () => store.records.length === values.length)
    expect(store.values()).toEqual(values)
    expect(begun).toEqual([...begun].sort((one, other) => one - other))
    expect(store.fenced).toEqual([])
    expect(calls).toBeGreaterThan(begun.length)
    expect(events.filter(({ kind }) => kind === 'restarting')).toEqual([])
  })

  test('reads on from what the store holds where somebody else advanced it', async () => {
    const { topic, values } = await filled()
    const store = new FencedStore()
    const stolen = 50
    let isStolen = false
    const before = async (batch: RecordBatch): Promise<void> => {
      if (isStolen || batch.from < stolen) return
      isStolen = true
      store.set({ topic, partition: 0, next: batch.next, topicId: batch.topicId })
    }
    startIn(topic, store.handlers(before))
    await eventually('the end is reached', () => store.next(topic, 0) === values.length)
    expect(store.fenced.map(({ from }) => from)).toEqual([stolen])
    expect(store.values()).toEqual(values.filter((value) => Number(value) < stolen || Number(value) >= stolen + IN_A_BATCH))
  })

  test('ends with what a handler throws', async () => {
    const { topic } = await filled()
    const handlers = new FencedStore().handlers(() => Promise.reject(new Error('out of paper')))
    const fault = await startIn(topic, handlers).source.ended
    expect(fault).toMatchObject({ code: 'KAFKA_HANDLER_FAILED', message: expect.stringContaining('out of paper') as unknown })
  })

  test.each([
    ['KAFKA_TOPIC_MISSING', {}],
    ['KAFKA_TLS_FILE_UNREADABLE', { tls: 'true', tlsCaFile: '/nowhere/ca.pem' }],
  ])('ends with %s as one in the thread of its caller does', async (code, own) => {
    const fault = await startIn(uniqueName('thread'), new FencedStore().handlers(), own).source.ended
    expect(fault).toMatchObject({ kind: 'KafkaFault', code })
  })

  test('ends with what its listener throws', async () => {
    const { topic } = await filled()
    const source = startSourceInThread({
      ...{
        settings: testSettings(sharedBroker()),
        options: { ...QUICK, groupId: topic, topics: [topic] },
        timers: realTimers,
        log: silent,
      },
      handlers: new FencedStore().handlers(),
      tell: () => {
        throw new Error('told too much')
      },
    })
    started.push(source)
    const message = expect.stringContaining('told too much') as unknown
    expect(await source.ended).toMatchObject({ code: 'KAFKA_THREAD_ENDED', message })
  })

  test('ends with KAFKA_THREAD_ENDED where the thread fails by what nobody foresaw', async () => {
    const settings = { brokers: undefined as never, clientId: 'test', tls: undefined, sasl: undefined, allowPlaintext: [] }
    const options = { ...QUICK, groupId: 'g', topics: ['t'] }
    const tell = (): void => undefined
    const source = startSourceInThread({
      settings,
      options,
      handlers: new FencedStore().handlers(),
      timers: realTimers,
      log: silent,
      tell,
    })
    started.push(source)
    const message = expect.stringContaining('TypeError') as unknown
    expect(await source.ended).toMatchObject({ code: 'KAFKA_THREAD_ENDED', message })
  })
})
