import { kafkaClient, type KafkaLog } from '@earnback/kafka'
import * as E from 'fp-ts/Either'
import type { Config } from '../config'
import type { Context } from '../context'
import type { Failure } from '../failure'
import type { PartitionWatch } from '../running/partition-watch'
import type { RunKafka } from '../running/run-engine'
import type { RunLog } from '../running/run-log'
import type { Engine } from '../wire'
import { kafkaFailure } from './kafka-failure'
import { makeTopics } from './make-topics'
import { publishDecisions } from './publish-decisions'
import { readTopics } from './read-topics'

export interface RunKafkaOptions {
  readonly log: RunLog
  readonly watch: PartitionWatch
  readonly everyMs: number
  readonly isToMakeTopics: boolean
}

/** What the client of the brokers says; below a warning only what is asked for with --json. */
const clientLog =
  (log: RunLog, isJson: boolean): KafkaLog =>
  (level, message, fields) => {
    if (level === 'error' || level === 'warn' || (isJson && level === 'info')) log.noted(level, message, fields)
  }

/** The broker that the configuration names, ready to be read and published to; nothing where it names none. */
export const runKafka = async (
  { store }: Engine,
  config: Config,
  { edge, isJson, now }: Context,
  { log, watch, everyMs, isToMakeTopics }: RunKafkaOptions,
): Promise<E.Either<Failure, RunKafka | undefined>> => {
  const { kafka } = config
  if (kafka === undefined) return E.right(undefined)
  const clientSays = clientLog(log, isJson)
  const client = kafkaClient(kafka.settings, clientSays)
  if (E.isLeft(client)) return E.left(kafkaFailure(client.left))
  const missing = isToMakeTopics ? await makeTopics(client.right, kafka) : undefined
  if (missing !== undefined) return E.left(missing)
  const common = { store, config: kafka, timers: edge.timers }
  return E.right({
    read: (on) =>
      readTopics({
        ...common,
        ...on,
        now,
        log: clientSays,
        calculationEveryMs: everyMs,
        onStatus: watch.note,
        onLost: watch.forget,
        onRestart: watch.restarting,
      }),
    publish: (on) =>
      publishDecisions({
        ...common,
        ...on,
        client: client.right,
        nonce: edge.nonce,
        pause: edge.pause,
        elapsedMs: edge.elapsedMs,
        onSent: log.sent,
        told: (news) => {
          if (news.kind === 'published' && news.records > 0) log.published(news.records, news.position)
          if (news.kind === 'retrying') log.warned('PUBLISHER_UNAVAILABLE', news.message)
        },
      }),
  })
}
