import * as TE from 'fp-ts/TaskEither'
import { type Admin } from 'kafkajs'
import { classifyError } from './classify-error'
import { type KafkaClient } from './client'
import { type KafkaFault } from './fault'

export interface TopicSpec {
  readonly topic: string
  readonly partitions: number
  /** 1 where absent. */
  readonly replicationFactor?: number
  /** Settings of the topic, such as `cleanup.policy`. */
  readonly configs?: Readonly<Record<string, string>>
}

/** For a topic that holds one small record a key for ever: rolled and compacted often, so that a start reads little. */
export const COMPACTED: Readonly<Record<string, string>> = {
  'cleanup.policy': 'compact',
  'segment.ms': '3600000',
  'min.cleanable.dirty.ratio': '0.05',
}

/** Works with a connection of its own, which it closes however the work ends. */
const withAdmin = <A>(kafka: KafkaClient, doing: string, work: (admin: Admin) => Promise<A>): TE.TaskEither<KafkaFault, A> =>
  TE.tryCatch(
    async () => {
      const admin = kafka.admin()
      try {
        await admin.connect()
        return await work(admin)
      } finally {
        await admin.disconnect()
      }
    },
    (error) => classifyError(error, doing),
  )

/** Those of the topics that the brokers do not know; asking them needs no right but to describe topics. */
export const missingTopics = (
  kafka: KafkaClient,
  topics: ReadonlyArray<string>,
): TE.TaskEither<KafkaFault, ReadonlyArray<string>> =>
  withAdmin(kafka, 'asking for topics', async (admin) => {
    const existing = await admin.listTopics()
    return topics.filter((topic) => !existing.includes(topic))
  })

/** Makes those that are not there and leaves the others as they are. */
export const ensureTopics = (kafka: KafkaClient, specs: ReadonlyArray<TopicSpec>): TE.TaskEither<KafkaFault, void> =>
  withAdmin(kafka, 'making topics', async (admin) => {
    const existing = await admin.listTopics()
    const topics = specs
      .filter(({ topic }) => !existing.includes(topic))
      .map(({ topic, partitions, replicationFactor = 1, configs = {} }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
      }))
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true })
  })
