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

export const progressMessages = (options: SinkOptions, progress: string): TopicMessages => ({
  topic: options.progressTopic,
  messages: [{ key: options.transactionalId, value: progress, partition: 0 }],
})
