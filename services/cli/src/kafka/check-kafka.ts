import { kafkaClient, missingTopics } from '@earnback/kafka'
import * as E from 'fp-ts/Either'
import { type Check, failed, passed } from '../checks/check'
import { inputTopics, type KafkaConfig } from './kafka-config'
import { kafkaFailure } from './kafka-failure'

/** Asks the brokers for the topics. */
export const checkKafka = async (kafka: KafkaConfig): Promise<Check> => {
  const client = kafkaClient(kafka.settings, () => undefined)
  const { billing, review, deadLetters, progress } = kafka.topics
  const topics = [...inputTopics(kafka), billing, review, deadLetters, progress]
  const missing = E.isLeft(client) ? client : await missingTopics(client.right, topics)()
  if (E.isLeft(missing)) {
    const { code, message, advice } = kafkaFailure(missing.left)
    return failed('kafka', `${code}: ${message}`, advice ?? '')
  }
  return missing.right.length === 0
    ? passed('kafka', `answers, and has the ${topics.length} topics`)
    : failed('kafka', `has no topic ${missing.right.join(', ')}`, 'make them, or run with --create-topics')
}
