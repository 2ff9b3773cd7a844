import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeEvent, recogniseSpend, sameContent } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import { PartitionIntake } from '@earnback/ingester'
import {
  COMPACTED,
  ensureTopics,
  type KafkaClient,
  openSink,
  SINK_DEFAULTS,
  SOURCE_DEFAULTS,
  type KafkaSettings,
  type KafkaSource,
  type SourceEvent,
  type SourceHandlers,
  type SourceOptions,
  startSource,
  startSourceInThread,
} from '@earnback/kafka'
import { realTimers, silent } from '@earnback/kafka/testing'
import { instantOfMillis } from '@earnback/kernel'
import { spendColumns } from '@earnback/projections'
import { type Row, timed } from './row'
import { spendRecord } from './spend-records'

const PRODUCE_AT_ONCE = 2_000
const PUBLISH_AT_ONCE = 1_000

export const produceSpend = async (kafka: KafkaClient, topic: string, count: number): Promise<void> => {
  const made = await ensureTopics(kafka, [{ topic, partitions: 1 }])()
  if (made._tag === 'Left') throw new Error(made.left.message)
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  for (let from = 0; from < count; from += PRODUCE_AT_ONCE) {
    const messages = Array.from({ length: Math.min(PRODUCE_AT_ONCE, count - from) }, (_, index) => spendRecord(from + index))
    await producer.send({ topic, acks: -1, messages })
  }
  await producer.disconnect()
}

interface Stretch {
  readonly topic: string
  readonly count: number
  readonly bytesPerPartition: number
}

/** The floor: the client alone, with the limits that ours is given, and nothing done with what it brings. */
const bareConsumer = async (kafka: KafkaClient, { topic, count, bytesPerPartition }: Stretch): Promise<number> => {
  const consumer = kafka.consumer({
    groupId: `bare-${topic}-${bytesPerPartition}-${performance.now()}`,
    maxBytesPerPartition: bytesPerPartition,
    maxWaitTimeInMs: SOURCE_DEFAULTS.fetchWaitMsMax,
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  let [seen, from] = [0, 0]
  const done = new Promise<void>((resolve) => {
    void consumer.run({
      eachBatch: ({ batch }) => {
        if (seen === 0) from = performance.now()
        seen += batch.messages.length
        if (seen >= count) resolve()
        return Promise.resolve()
      },
    })
  })
  await done
  const seconds = (performance.now() - from) / 1_000
  await consumer.disconnect()
  return seconds
}

interface Reading {
  readonly options: SourceOptions
  readonly handlers: SourceHandlers
  readonly tell: (event: SourceEvent) => void
}

/** Our source with any handler, from the first batch on, so that joining the group is in neither of the two. */
const throughSource = async (
  { topic, count, bytesPerPartition }: Stretch,
  handlers: SourceHandlers,
  start: (reading: Reading) => KafkaSource,
): Promise<number> => {
  let from = 0
  let reached = (): void => undefined
  const done = new Promise<void>((resolve) => (reached = resolve))
  const source = start({
    options: {
      ...SOURCE_DEFAULTS,
      partitionBytesMax: bytesPerPartition,
      groupId: `ours-${topic}-${bytesPerPartition}-${performance.now()}`,
      topics: [topic],
    },
    handlers: {
      ...handlers,
      handle: (batch) => {
        if (from === 0) from = performance.now()
        return handlers.handle(batch)
      },
    },
    tell: (event) => {
      if (event.kind === 'progress' && event.partition.next >= count) reached()
    },
  })
  await done
  const seconds = (performance.now() - from) / 1_000
  await source.stop()
  return seconds
}

const withStore = async <A>(work: (store: EventStore) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), 'earnback-bench-'))
  const opened = await sqliteEventStore({ path: join(folder, 'store.db'), columns: spendColumns, sameContent })()
  if (opened._tag === 'Left') throw new Error(opened.left.message)
  try {
    return await work(opened.right)
  } finally {
    await opened.right.close()
    await rm(folder, { recursive: true })
  }
}

/** The parts of the way by themselves, so that it shows which of them holds the whole back. */
const partsAlone = async (count: number): Promise<ReadonlyArray<Row>> => {
  const texts = Array.from({ length: count }, (_, number) => spendRecord(number).value)
  const decode = async (measurement: string, read: (text: string) => unknown): Promise<Row> => {
    const seconds = await timed(async () => texts.forEach(read))
    return { measurement, batch: '–', events: count, seconds, ratio: undefined }
  }
  return [
    await decode('decode alone: JSON and codecs', (text) => decodeEvent(JSON.parse(text))),
    await decode('decode alone: recognised', recogniseSpend),
  ]
}

const MIB = 1_048_576

const DROPPING: SourceHandlers = {
  storedOffsets: () => () => Promise.resolve({ _tag: 'Right', right: [] }),
  handle: () => () => Promise.resolve({ _tag: 'Right', right: undefined }),
}

const intoSqlite = (stretch: Stretch, start: (reading: Reading) => KafkaSource): Promise<number> =>
  withStore((store) => {
    const intake = new PartitionIntake(store, { now: () => instantOfMillis(Date.UTC(2026, 10, 1)) })
    const handlers: SourceHandlers = {
      storedOffsets: (partitions) => intake.storedOffsets(partitions),
      handle: (one) => intake.handle(one),
    }
    return throughSource(stretch, handlers, start)
  })

const RUNS = 3

/** The median of three runs behind one that compiles. */
const typical = async (run: () => Promise<number>): Promise<number> => {
  await run()
  const seconds: number[] = []
  for (let at = 0; at < RUNS; at++) seconds.push(await run())
  return seconds.sort((one, other) => one - other)[RUNS >> 1] ?? NaN
}

/** Kafka to store beside the bare client on the same topic, once for each size of a fetch. */
export const kafkaToStore = async (
  kafka: KafkaClient,
  settings: KafkaSettings,
  topic: string,
  count: number,
): Promise<ReadonlyArray<Row>> => {
  const here = (reading: Reading) => startSource({ kafka, timers: realTimers, log: silent, ...reading })
  const inThread = (reading: Reading) => startSourceInThread({ settings, timers: realTimers, log: silent, ...reading })
  const rows: Row[] = []
  for (const bytesPerPartition of [MIB / 4, MIB, 4 * MIB]) {
    const stretch = { topic, count, bytesPerPartition }
    const batch = `${bytesPerPartition / 1_024} KiB`
    const bare = await typical(() => bareConsumer(kafka, stretch))
    const row = async (measurement: string, run: () => Promise<number>): Promise<void> => {
      const seconds = await typical(run)
      rows.push({ measurement, batch, events: count, seconds, ratio: bare / seconds })
    }
    rows.push({ measurement: 'kafkajs alone', batch, events: count, seconds: bare, ratio: 1 })
    await row('our source, records dropped', () => throughSource(stretch, DROPPING, inThread))
    await row('Kafka to SQLite, all in one thread', () => intoSqlite(stretch, here))
    await row('Kafka to SQLite, the client in its own', () => intoSqlite(stretch, inThread))
  }
  return [...rows, ...(await partsAlone(count))]
}

/** One transaction for each thousand records, with its progress, beside a producer that sends as many and keeps nothing. */
export const publishing = async (kafka: KafkaClient, topic: string, count: number): Promise<ReadonlyArray<Row>> => {
  const progressTopic = `${topic}-progress`
  const made = await ensureTopics(kafka, [
    { topic, partitions: 1 },
    { topic: progressTopic, partitions: 1, configs: COMPACTED },
  ])()
  if (made._tag === 'Left') throw new Error(made.left.message)
  const batches = Array.from({ length: Math.ceil(count / PUBLISH_AT_ONCE) }, (_, batch) =>
    Array.from({ length: PUBLISH_AT_ONCE }, (__, index) => ({
      topic,
      headers: {},
      ...spendRecord(batch * PUBLISH_AT_ONCE + index),
    })),
  )
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const bare = await timed(async () => {
    for (const messages of batches)
      await producer.send({ topic, acks: -1, messages: messages.map(({ key, value }) => ({ key, value })) })
  })
  await producer.disconnect()
  const sink = openSink(
    { kafka, timers: realTimers, nonce: () => `${performance.now()}` },
    { ...SINK_DEFAULTS, transactionalId: topic, progressTopic },
  )
  await sink.open()()
  const ours = await timed(async () => {
    for (const [index, records] of batches.entries()) {
      const sent = await sink.publish(records, String(index))()
      if (sent._tag === 'Left') throw new Error(sent.left.message)
    }
  })
  await sink.close()
  const events = batches.length * PUBLISH_AT_ONCE
  return [
    { measurement: 'kafkajs, idempotent producer', batch: '1,000 records', events, seconds: bare, ratio: 1 },
    {
      measurement: 'publish: records and progress in one transaction',
      batch: '1,000 records',
      events,
      seconds: ours,
      ratio: bare / ours,
    },
  ]
}
