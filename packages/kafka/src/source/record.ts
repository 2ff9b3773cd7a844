import { type KafkaMessage } from 'kafkajs'
import { type KafkaRecord, type TopicPartition } from './port'

/** Offsets are 64 bits on the wire; a log that has written a record every microsecond since 1740 still fits. */
export const safeOffset = (text: string): number => {
  const offset = Number(text)
  if (!Number.isSafeInteger(offset)) throw new RangeError(`offset ${text} is no safe integer`)
  return offset
}

const values = (value: Buffer | string | ReadonlyArray<Buffer | string> | undefined | null): ReadonlyArray<Buffer> => {
  if (value === undefined || value === null) return []
  if (Buffer.isBuffer(value)) return [value]
  return typeof value === 'string' ? [Buffer.from(value)] : value.map((part) => Buffer.from(part))
}

const NO_HEADERS: KafkaRecord['headers'] = new Map()

const headersOf = (headers: KafkaMessage['headers']): KafkaRecord['headers'] => {
  const named = Object.entries(headers ?? {})
  return named.length === 0 ? NO_HEADERS : new Map(named.map(([name, value]) => [name, values(value)]))
}

export const toRecord = ({ topic, partition }: TopicPartition, message: KafkaMessage): KafkaRecord => ({
  topic,
  partition,
  offset: safeOffset(message.offset),
  timestampMs: Number(message.timestamp),
  key: message.key,
  value: message.value,
  headers: headersOf(message.headers),
})
