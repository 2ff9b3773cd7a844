import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { Partitioners, type Producer, type TopicMessages, type Transaction } from 'kafkajs'
import { hasErrorType } from '../classify-error'
import { RETRY } from '../client'
import { pause, type Timers } from '../waiting'
import { groupByTopic, openingMessages, progressMessages } from './group-by-topic'
import { type RecordSink, type SinkFault, type SinkOptions, type SinkRecord } from './port'
import { type ReadDependencies, readProgress } from './read-progress'
import { sinkFault } from './sink-fault'

const ALL_REPLICAS = -1
const BUSY_WITHIN_MS = 10_000
const BUSY_EVERY_MS = 5

/** The record in the progress topic, and what goes out with it. */
type Publish = (timers: Timers, producer: Producer, progress: TopicMessages, records: ReadonlyArray<SinkRecord>) => Promise<void>

const newProducer = ({ kafka }: ReadDependencies, options: SinkOptions): Producer =>
  kafka.producer({
    allowAutoTopicCreation: false,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
    // kafkajs gives a sequence number away twice when it sends again after a failure that says nothing; so it never sends again.
    retry: { ...RETRY, retries: 0 },
    ...(options.transactions
      ? { transactionalId: options.transactionalId, transactionTimeout: options.transactionTimeoutMs }
      : {}),
  })

/**
 * After a commit the coordinator is busy for some milliseconds and refuses the next transaction's first partition, before anything is
 * sent. Only that refusal is tried again, with the one record of the progress, so that nothing can be sent twice.
 */
const beginWith = async (timers: Timers, transaction: Transaction, first: TopicMessages, untilMs: number): Promise<void> => {
  for (;;) {
    try {
      await transaction.sendBatch({ acks: ALL_REPLICAS, topicMessages: [first] })
      return
    } catch (error) {
      if (!hasErrorType(error, 'CONCURRENT_TRANSACTIONS') || timers.nowMs() > untilMs) throw error
      await pause(timers, BUSY_EVERY_MS).done
    }
  }
}

const inOneTransaction: Publish = async (timers, producer, progress, records) => {
  const transaction = await producer.transaction()
  try {
    await beginWith(timers, transaction, progress, timers.nowMs() + BUSY_WITHIN_MS)
    if (records.length > 0) await transaction.sendBatch({ acks: ALL_REPLICAS, topicMessages: groupByTopic(records) })
  } catch (error) {
    await transaction.abort().catch(() => undefined)
    throw error
  }
  await transaction.commit()
}

/** Progress only after the records, so that a fault between the two repeats records and loses none. */
const oneAfterTheOther: Publish = async (_, producer, progress, records) => {
  if (records.length > 0) await producer.sendBatch({ acks: ALL_REPLICAS, topicMessages: groupByTopic(records) })
  await producer.sendBatch({ acks: ALL_REPLICAS, topicMessages: [progress] })
}

const refusal = (records: ReadonlyArray<SinkRecord>): SinkFault | undefined => {
  const keyless = records.find(({ key }) => key.length === 0)
  return keyless === undefined
    ? undefined
    : {
        kind: 'SinkRejected',
        message: `a record for ${keyless.topic} has no key; without one its partition, and so its order, is left to chance`,
      }
}

export const openSink = (dependencies: ReadDependencies, options: SinkOptions): RecordSink => {
  let current: Producer | undefined

  const discard = async (): Promise<void> => {
    const producer = current
    current = undefined
    await producer?.disconnect().catch(() => undefined)
  }
  const { timers, nonce } = dependencies
  const send = options.transactions ? inOneTransaction : oneAfterTheOther
  const opened = async () => {
    await discard()
    const producer = newProducer(dependencies, options)
    current = producer
    await producer.connect()
    const opening = nonce()
    // With transactions this fences: kafkajs initialises the id with its first transaction, which this is.
    await send(timers, producer, openingMessages(options, opening), [])
    return { progress: await readProgress(dependencies, options, opening) }
  }
  const published = async (records: ReadonlyArray<SinkRecord>, progress: string) => {
    if (current === undefined) throw new Error('the sink is not open; open it before publishing')
    await send(timers, current, progressMessages(options, progress), records)
  }
  const attempt =
    <A>(doing: string, work: () => Promise<A>): TE.TaskEither<SinkFault, A> =>
    async () => {
      try {
        return E.right(await work())
      } catch (error) {
        await discard()
        return E.left(sinkFault(error, `${doing} as ${options.transactionalId}`))
      }
    }

  return {
    open: () => attempt('opening', opened),
    publish: (records, progress) => {
      const refused = refusal(records)
      return refused === undefined ? attempt('publishing', () => published(records, progress)) : TE.left(refused)
    },
    close: discard,
  }
}
