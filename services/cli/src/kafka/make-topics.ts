import { COMPACTED, ensureTopics, type KafkaClient } from '@earnback/kafka'
import * as E from 'fp-ts/Either'
import type { Failure } from '../failure'
import { inputTopics, type KafkaConfig } from './kafka-config'
import { kafkaFailure } from './kafka-failure'

const PARTITIONS = 6

/** Makes the topics that are not there: six partitions each, and one for the publishers' progress, which is compacted. */
export const makeTopics = async (client: KafkaClient, config: KafkaConfig): Promise<Failure | undefined> => {
  const { billing, review, deadLetters, progress } = config.topics
  const plain = [...inputTopics(config), billing, review, deadLetters].map((topic) => ({ topic, partitions: PARTITIONS }))
  const made = await ensureTopics(client, [...plain, { topic: progress, partitions: 1, configs: COMPACTED }])()
  return E.isLeft(made) ? kafkaFailure(made.left) : undefined
}
