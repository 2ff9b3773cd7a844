import { type Consumer } from 'kafkajs'
import { type KafkaClient, RETRY } from '../client'
import { within, type Timers } from '../waiting'
import { openingKey } from './group-by-topic'
import { type SinkOptions } from './port'

/** The newest record of an id is nearly always among the last ones; only otherwise the whole partition is read. */
const TAIL_RECORDS = 2_000
const FETCH_WAIT_MS = 100

export interface ReadDependencies {
  readonly kafka: KafkaClient
  readonly timers: Timers
  /** Another text for each call, in every process: it names what exists for this one opening. */
  readonly nonce: () => string
}

/**
 * The last value before the opening record. The end of a partition as the broker tells it to kafkajs is that of its settled part: while
 * any transaction is still being settled, committed records stand behind it. Whoever has read the own record has read all before it.
 */
const lastValue = async (
  consumer: Consumer,
  { progressTopic, transactionalId }: SinkOptions,
  opening: string,
  from: number,
): Promise<string | undefined> => {
  let value: string | undefined
  await consumer.connect()
  await consumer.subscribe({ topics: [progressTopic], fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.GROUP_JOIN, () => consumer.seek({ topic: progressTopic, partition: 0, offset: String(from) }))
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
    const run = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      eachBatch: async ({ batch }) => {
        if (batch.partition !== 0) return
        for (const message of batch.messages) {
          const key = message.key?.toString()
          if (key === transactionalId) value = message.value?.toString()
          if (key === openingKey(transactionalId) && message.value?.toString() === opening) resolve()
        }
      },
    })
    run.catch(reject)
  })
  return value
}

const readFrom = async (dependencies: ReadDependencies, options: SinkOptions, opening: string, from: number) => {
  const consumer = dependencies.kafka.consumer({
    groupId: `${options.transactionalId}.progress.${dependencies.nonce()}`,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    readUncommitted: false,
    retry: { ...RETRY, restartOnFailure: async () => false },
  })
  try {
    const reading = lastValue(consumer, options, opening, from).then((value) => ({ value }))
    const read = await within(dependencies.timers, options.readWithinMs, reading)
    if (read === undefined)
      throw new Error(
        `${options.progressTopic} cannot be read up to the record of this opening within ${options.readWithinMs} ms; a transaction before it may be unsettled`,
      )
    return read.value
  } finally {
    await within(
      dependencies.timers,
      options.readWithinMs,
      consumer.disconnect().catch(() => undefined),
    )
  }
}

/** The last committed progress of the id before the opening record, which no earlier holder can follow. */
export const readProgress = async (
  dependencies: ReadDependencies,
  options: SinkOptions,
  opening: string,
): Promise<string | undefined> => {
  const admin = dependencies.kafka.admin()
  try {
    await admin.connect()
    const extents = await admin.fetchTopicOffsets(options.progressTopic)
    const first = extents.find(({ partition }) => partition === 0)
    const low = Number(first?.low ?? 0)
    const tail = Math.max(low, Number(first?.high ?? 0) - TAIL_RECORDS)
    const recent = await readFrom(dependencies, options, opening, tail)
    return recent ?? (tail === low ? undefined : await readFrom(dependencies, options, opening, low))
  } finally {
    await admin.disconnect()
  }
}
