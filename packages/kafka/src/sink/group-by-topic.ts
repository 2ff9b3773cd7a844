import { type IHeaders, type TopicMessages } from 'kafkajs'
import { type Bytes, type SinkOptions, type SinkRecord } from './port'

const headersOf = (headers: SinkRecord['headers']): IHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? [...(value as Bytes[])] : (value as Bytes)]),
  )

export const groupByTopic = (records: ReadonlyArray<SinkRecord>): Array<TopicMessages> => {
  const topics = new Map<string, TopicMessages>()
  for (const { topic, key, value, headers } of records) {
    const entry = topics.get(topic) ?? { topic, messages: [] }
    entry.messages.push({ key, value, headers: headersOf(headers) })
    topics.set(topic, entry)
  }
  return [...topics.values()]
}

const inProgress = ({ progressTopic }: SinkOptions, key: string, value: string): TopicMessages => ({
  topic: progressTopic,
  messages: [{ key, value, partition: 0 }],
})

export const progressMessages = (options: SinkOptions, progress: string): TopicMessages =>
  inProgress(options, options.transactionalId, progress)

export const openingKey = (transactionalId: string): string => `${transactionalId}.opening`

export const openingMessages = (options: SinkOptions, opening: string): TopicMessages =>
  inProgress(options, openingKey(options.transactionalId), opening)
