import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { type Message } from 'kafkajs'
import {
  ensureTopics,
  type HandlerFault,
  type KafkaClient,
  type KafkaRecord,
  type LocalSource,
  type RecordBatch,
  SOURCE_DEFAULTS,
  type SourceDependencies,
  type SourceEvent,
  type SourceHandlers,
  type SourceOptions,
  startSource,
  type StoredOffset,
} from '../src'
import { realTimers, silent } from '../src/testing'

/** What the ingester's store does: records and offset in one step, and only from the offset that it holds. */
export class FencedStore {
  readonly records: Array<KafkaRecord> = []
  readonly fenced: Array<RecordBatch> = []
  private readonly offsets = new Map<string, StoredOffset>()

  put(batch: RecordBatch): HandlerFault | undefined {
    const key = `${batch.topic}:${batch.partition}`
    const held = this.offsets.get(key)?.next ?? batch.from
    if (held !== batch.from) {
      this.fenced.push(batch)
      return { kind: 'HandlerFenced', message: `the store holds ${held}, the batch goes on from ${batch.from}` }
    }
    this.records.push(...batch.records)
    this.set({ topic: batch.topic, partition: batch.partition, next: batch.next, topicId: batch.topicId })
    return undefined
  }
  set(offset: StoredOffset): void {
    this.offsets.set(`${offset.topic}:${offset.partition}`, offset)
  }
  next(topic: string, partition: number): number | undefined {
    return this.offsets.get(`${topic}:${partition}`)?.next
  }
  handlers(before: (batch: RecordBatch) => Promise<void> = async () => undefined): SourceHandlers {
    return {
      storedOffsets: (partitions) => TE.right(partitions.flatMap((at) => this.offsets.get(`${at.topic}:${at.partition}`) ?? [])),
      handle: (batch) => async () => {
        await before(batch)
        const fault = this.put(batch)
        return fault === undefined ? E.right(undefined) : E.left(fault)
      },
    }
  }
  values(): ReadonlyArray<string> {
    return this.records.map(({ value }) => value?.toString() ?? '')
  }
}

/** What a record holds, its instant left out. */
export const plainRecord = ({ topic, partition, offset, key, value, headers }: KafkaRecord) => ({
  ...{ topic, partition, offset, key, value },
  headers: [...headers].map(([name, all]) => [name, all.map(String)]),
})

export const QUICK: Omit<SourceOptions, 'groupId' | 'topics'> = {
  ...SOURCE_DEFAULTS,
  sessionTimeoutMs: 3_000,
  heartbeatIntervalMs: 300,
  rebalanceTimeoutMs: 5_000,
  fetchWaitMsMax: 50,
  lagEveryMs: 300,
  stallAfterMs: 4_000,
  restartDelayMsMin: 100,
  restartDelayMsMax: 1_000,
}

const started: Array<LocalSource> = []
/** A source that a failed test leaves would keep the run from ending. */
if (typeof afterEach === 'function') {
  afterEach(async () => {
    await Promise.all(started.splice(0).map((source) => source.stop()))
  })
}

export const start = (kafka: KafkaClient, own: Pick<SourceDependencies, 'handlers'> & { options: SourceOptions }) => {
  const events: Array<SourceEvent> = []
  const source = startSource({ kafka, timers: realTimers, log: silent, tell: (event) => events.push(event), ...own })
  started.push(source)
  return { source, events }
}

export const makeTopic = async (kafka: KafkaClient, topic: string, partitions = 1, configs: Record<string, string> = {}) => {
  const made = await ensureTopics(kafka, [{ topic, partitions, configs }])()
  if (E.isLeft(made)) throw new Error(made.left.message)
}

export const send = async (kafka: KafkaClient, topic: string, messages: ReadonlyArray<Message>) => {
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  await producer.send({ topic, acks: -1, messages: [...messages] })
  await producer.disconnect()
}

export const produce = (kafka: KafkaClient, topic: string, values: ReadonlyArray<string>, partition = 0): Promise<void> =>
  send(
    kafka,
    topic,
    values.map((value) => ({ key: value, value, partition })),
  )

export const numbers = (from: number, to: number): ReadonlyArray<string> =>
  Array.from({ length: to - from }, (_, index) => `${from + index}`)

export const withAdmin = async <A>(kafka: KafkaClient, work: (admin: ReturnType<KafkaClient['admin']>) => Promise<A>) => {
  const admin = kafka.admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}
