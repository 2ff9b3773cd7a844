import { type Admin } from 'kafkajs'
import { type KafkaClient } from '../client'
import { type KafkaFault, kafkaFault } from '../fault'
import { topicIdentities } from '../topic-identity'
import { type LogExtent } from './judge-position'
import { safeOffset } from './packed'

/** Where each partition's log begins and ends, and which topic it is. */
export const logExtents = async (
  kafka: KafkaClient,
  admin: Admin,
  topics: ReadonlyArray<string>,
): Promise<ReadonlyArray<LogExtent>> => {
  const ids = new Map((await identities(kafka, topics)).map(({ topic, id }) => [topic, id]))
  const perTopic = await Promise.all(
    topics.map(async (topic) => {
      const offsets = await admin.fetchTopicOffsets(topic)
      return offsets.map(({ partition, low, high }) => ({
        topic,
        partition,
        low: safeOffset(low),
        high: safeOffset(high),
        topicId: ids.get(topic),
      }))
    }),
  )
  return perTopic.flat()
}

/** Ids are a help that old brokers cannot give; whether the brokers answer at all is found out beside it. */
const identities = (kafka: KafkaClient, topics: ReadonlyArray<string>) => topicIdentities(kafka, topics).catch(() => [])

export const missingTopic = async (admin: Admin, topics: ReadonlyArray<string>): Promise<KafkaFault | undefined> => {
  const existing = await admin.listTopics()
  const missing = topics.filter((topic) => !existing.includes(topic))
  if (missing.length === 0) return undefined
  const names = missing.join(', ')
  return kafkaFault(
    'KAFKA_TOPIC_MISSING',
    `${names}: not there, or not visible to this user; make it, or give the right to describe it`,
  )
}
