import { kafkaClient, missingTopics } from '@earnback/kafka'
import * as E from 'fp-ts/Either'
import type { Config } from '../config'
import type { Edge } from '../edge'
import { storeFailure } from '../failure'
import { inputTopics, type KafkaConfig } from '../kafka-config'
import { kafkaFailure } from '../running/kafka-failure'
import { openLog } from '../wire'
import { type Check, failed, passed } from './check'

const checkKafka = async (kafka: KafkaConfig): Promise<Check> => {
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

const checkEventStoreDb = async (config: Config, pause: Edge['pause']): Promise<Check> => {
  const log = await openLog(config, pause)()
  if (E.isLeft(log)) {
    const { code, message, advice } = storeFailure(log.left)
    return failed('eventstoredb', `${code}: ${message}`, advice ?? '')
  }
  const { position } = await log.right.head()
  await log.right.close()
  return passed('eventstoredb', `answers, and holds ${position} events in ${config.eventStoreStream}`)
}

/** The servers that the configuration names, each asked whether it answers. */
export const checkServers = async (config: Config, pause: Edge['pause']): Promise<ReadonlyArray<Check>> => [
  ...(config.store.kind === 'eventstoredb' ? [await checkEventStoreDb(config, pause)] : []),
  ...(config.kafka === undefined ? [] : [await checkKafka(config.kafka)]),
]
