import * as TE from 'fp-ts/TaskEither'
import { type IHeaders, type Producer } from 'kafkajs'
import { type KafkaClient, RETRY } from './client'
import { type SinkFault } from './sink/port'
import { sinkFault } from './sink/sink-fault'
import { type KafkaRecord } from './source/port'

export interface DeadLetter {
  readonly record: KafkaRecord
  /** A stable code. */
  readonly reason: string
  /** For people. */
  readonly message: string
}

export interface DeadLetters {
  /** At least once: after a fault send the same again. */
  readonly send: (letters: ReadonlyArray<DeadLetter>) => TE.TaskEither<SinkFault, void>
  readonly close: () => Promise<void>
}

export const DEAD_LETTER_HEADERS = {
  topic: 'deadletter-topic',
  partition: 'deadletter-partition',
  offset: 'deadletter-offset',
  timestamp: 'deadletter-timestamp',
  reason: 'deadletter-reason',
  message: 'deadletter-message',
} as const

/** The record's own headers first; ours win, so that the coordinates are those of the topic it was read from last. */
const headersOf = ({ record, reason, message }: DeadLetter): IHeaders => ({
  ...Object.fromEntries([...record.headers].map(([name, values]) => [name, [...values]])),
  [DEAD_LETTER_HEADERS.topic]: record.topic,
  [DEAD_LETTER_HEADERS.partition]: String(record.partition),
  [DEAD_LETTER_HEADERS.offset]: String(record.offset),
  [DEAD_LETTER_HEADERS.timestamp]: String(record.timestampMs),
  [DEAD_LETTER_HEADERS.reason]: reason,
  [DEAD_LETTER_HEADERS.message]: message,
})

/** A record without a key would go to another partition each time it is sent again, so it has a fixed one. */
const messageOf = (letter: DeadLetter) => ({
  key: letter.record.key,
  value: letter.record.value,
  headers: headersOf(letter),
  ...(letter.record.key === null ? { partition: 0 } : {}),
})

export const openDeadLetters = (kafka: KafkaClient, topic: string): DeadLetters => {
  let current: Promise<Producer> | undefined
  const connected = async (): Promise<Producer> => {
    const producer = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1, retry: RETRY })
    await producer.connect()
    return producer
  }
  const discard = async (): Promise<void> => {
    const producer = await current?.catch(() => undefined)
    current = undefined
    await producer?.disconnect().catch(() => undefined)
  }
  const sent = async (letters: ReadonlyArray<DeadLetter>): Promise<void> => {
    if (letters.length === 0) return
    try {
      current ??= connected()
      await (await current).send({ topic, acks: -1, messages: letters.map(messageOf) })
    } catch (error) {
      await discard()
      throw error
    }
  }
  return {
    send: (letters) =>
      TE.tryCatch(
        () => sent(letters),
        (error) => sinkFault(error, `sending to ${topic}`),
      ),
    close: discard,
  }
}
