import { type Consumer } from 'kafkajs'
import { type KafkaClient, RETRY } from '../client'
import { within, type Timers } from '../waiting'
import { type SinkOptions } from './port'

/** The newest record of an id is nearly always among the last ones; only otherwise the whole partition is read. */
const TAIL_RECORDS = 2_000
const FETCH_WAIT_MS = 100

export interface ReadDependencies {
  readonly kafka: KafkaClient
  readonly timers: Timers
  /** Another text for each call, in every process: it names a group that exists for this one reading. */
  readonly nonce: () => string
}

const lastValue = async (
  consumer: Consumer,
  topic: string,
  key: string,
  from: number,
  to: number,
): Promise<string | undefined> => {
  let value: string | undefined
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.GROUP_JOIN, () => consumer.seek({ topic, partition: 0, offset: String(from) }))
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
    // Also batches of nothing but control records are told of here, so that the end is always seen.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      if (payload.partition === 0 && Number(payload.lastOffset) + 1 >= to) resolve()
    })
    const run = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      eachBatch: async ({ batch }) => {
        if (batch.partition !== 0) return
        for (const message of batch.messages) if (message.key?.toString() === key) value = message.value?.toString()
      },
    })
    run.catch(reject)
  })
  return value
}

const readFrom = async (dependencies: ReadDependencies, options: SinkOptions, from: number, to: number) => {
  const consumer = dependencies.kafka.consumer({
    groupId: `${options.transactionalId}.progress.${dependencies.nonce()}`,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    readUncommitted: false,
    retry: { ...RETRY, restartOnFailure: async () => false },
  })
  try {
    const reading = lastValue(consumer, options.progressTopic, options.transactionalId, from, to).then((value) => ({ value }))
    const read = await within(dependencies.timers, options.readWithinMs, reading)
    if (read === undefined) throw new Error(`the progress in ${options.progressTopic} cannot be read up to offset ${to}`)
    return read.value
  } finally {
    await within(
      dependencies.timers,
      options.readWithinMs,
      consumer.disconnect().catch(() => undefined),
    )
  }
}

/** The last committed progress of the id; called after the id was initialised, so that no earlier holder can add to it. */
export const readProgress = async (dependencies: ReadDependencies, options: SinkOptions): Promise<string | undefined> => {
  const admin = dependencies.kafka.admin()
  try {
    await admin.connect()
    const extents = await admin.fetchTopicOffsets(options.progressTopic)
    const first = extents.find(({ partition }) => partition === 0)
    const low = Number(first?.low ?? 0)
    const high = Number(first?.high ?? 0)
    const tail = Math.max(low, high - TAIL_RECORDS)
    if (high <= low) return undefined
    const recent = await readFrom(dependencies, options, tail, high)
    return recent ?? (tail === low ? undefined : await readFrom(dependencies, options, low, tail))
  } finally {
    await admin.disconnect()
  }
}
