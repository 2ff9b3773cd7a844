import type { EventStore } from '@earnback/event-store'
import { type KafkaClient, openSink, SINK_DEFAULTS, type Timers } from '@earnback/kafka'
import { PUBLISH_LIMITS, publishLog, type PublisherNews, type PublishFault } from '@earnback/publisher'
import * as E from 'fp-ts/Either'
import type { Edge } from '../edge'
import { type Failure, storeFailure } from '../failure'
import type { KafkaConfig } from './kafka-config'
import { type SentDecision, tellingSink } from './telling-sink'

export interface PublishDecisions {
  readonly store: EventStore
  readonly client: KafkaClient
  readonly config: KafkaConfig
  readonly timers: Timers
  readonly nonce: () => string
  readonly pause: Edge['pause']
  readonly elapsedMs: () => number
  readonly stop: AbortSignal
  readonly isOnce: boolean
  readonly told: (news: PublisherNews) => void
  readonly onSent: (sent: SentDecision) => void
}

const CODES: Readonly<Record<Exclude<PublishFault['kind'], 'StoreUnavailable'>, readonly [code: string, advice: string]>> = {
  SinkFenced: [
    'PUBLISHER_FENCED',
    'another publisher with this EARNBACK_KAFKA_PUBLISHER_ID took over; stop one of the two, or give it an id of its own where it has another log',
  ],
  SinkUnavailable: ['PUBLISHER_UNAVAILABLE', 'check EARNBACK_KAFKA_BROKERS and that the brokers run'],
  SinkRejected: ['PUBLISHER_REJECTED', 'correct what the broker refused, and run the command again; nothing of it was published'],
  ProgressUnreadable: ['PUBLISHER_PROGRESS_UNREADABLE', 'give the publisher an id or a progress topic of its own'],
  LogIsAnother: [
    'PUBLISHER_LOG_IS_ANOTHER',
    'name the log that this publisher published before, or give it another EARNBACK_KAFKA_PUBLISHER_ID',
  ],
  LogBehindProgress: ['PUBLISHER_LOG_IS_OLDER', 'an older copy of the log was put in place; put the newer one back'],
}

const failureOf = (fault: PublishFault): Failure => {
  if (fault.kind === 'StoreUnavailable') return storeFailure(fault)
  const [code, advice] = CODES[fault.kind]
  return { exit: 3, code, message: fault.message, advice }
}

/** Publishes what the log decides until stopped; answers what ended it. */
export const publishDecisions = async (publishing: PublishDecisions): Promise<Failure | undefined> => {
  const { store, client, config, timers, nonce, pause, elapsedMs, stop, isOnce, told, onSent } = publishing
  const sink = openSink(
    { kafka: client, timers, nonce },
    {
      ...SINK_DEFAULTS,
      transactionalId: config.publisherId,
      progressTopic: config.topics.progress,
      transactions: config.transactions,
    },
  )
  const published = await publishLog({
    store,
    sink: tellingSink(sink, config.topics.deadLetters, onSent),
    topics: config.topics,
    limits: PUBLISH_LIMITS,
    pause,
    elapsedMs,
    stop,
    isOnce,
    told,
  })()
  return E.isLeft(published) ? failureOf(published.left) : undefined
}
