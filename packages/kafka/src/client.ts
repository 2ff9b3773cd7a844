import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { Kafka, type KafkaConfig } from 'kafkajs'
import { registerCodecs } from './codecs/register-codecs'
import { type KafkaFault, kafkaFault } from './fault'
import { guardedSocket } from './guarded-socket'
import { formatHostPort } from './hosts'
import { kafkaLogCreator, type KafkaLog } from './kafka-log'
import { type KafkaSettings } from './settings'

/** kafkajs itself, opaque: what this package exports takes it, and nothing else should touch it. */
export type KafkaClient = Kafka

/** Given in full, because kafkajs has other defaults where NODE_ENV is `test`. */
export const RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 2_000, factor: 0.2, multiplier: 2 }
const CONNECTION_TIMEOUT_MS = 10_000

type Tls = Readonly<Record<'ca' | 'cert' | 'key', string | undefined>>

const readTls = (tls: NonNullable<KafkaSettings['tls']>): E.Either<KafkaFault, Tls> => {
  const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'))
  try {
    return E.right({ ca: read(tls.caFile), cert: read(tls.certFile), key: read(tls.keyFile) })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return E.left(kafkaFault('KAFKA_TLS_FILE_UNREADABLE', `reading the files for TLS: ${why}; check the paths and rights`))
  }
}

const tlsOptions = (tls: Tls | undefined): Partial<KafkaConfig> => {
  if (tls === undefined) return {}
  const given = Object.entries(tls).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ssl: Object.fromEntries(given) }
}

const saslOptions = (sasl: KafkaSettings['sasl']): Partial<KafkaConfig> =>
  sasl === undefined ? {} : { sasl: { mechanism: sasl.mechanism as 'plain', username: sasl.username, password: sasl.password() } }

/** Opens no connection yet; reads the files for TLS. */
export const kafkaClient = (settings: KafkaSettings, log: KafkaLog): E.Either<KafkaFault, KafkaClient> => {
  const tls = settings.tls === undefined ? E.right(undefined) : readTls(settings.tls)
  if (E.isLeft(tls)) return tls
  registerCodecs()
  return E.right(
    new Kafka({
      clientId: settings.clientId,
      brokers: settings.brokers.map(formatHostPort),
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      retry: RETRY,
      socketFactory: guardedSocket(settings.allowPlaintext),
      logCreator: kafkaLogCreator(log),
      ...tlsOptions(tls.right),
      ...saslOptions(settings.sasl),
    }),
  )
}
