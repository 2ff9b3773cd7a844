import { readFileSync } from 'node:fs'
import { decodeKafkaSettings, type KafkaSettings } from '@earnback/kafka'
import { describeFound, parseDuration, type Problem } from '@earnback/kernel'
import * as E from 'fp-ts/Either'

/** The names of the topics. Source: docs/asyncapi.yaml. */
export interface KafkaTopics {
  readonly coupons: string
  readonly spend: string
  readonly accounts: string
  readonly billing: string
  readonly review: string
  readonly deadLetters: string
  /** Compacted; holds how far each publisher came. */
  readonly progress: string
}

export interface KafkaConfig {
  readonly settings: KafkaSettings
  /** The consumer group that several ingesters share. */
  readonly groupId: string
  readonly topics: KafkaTopics
  /** The publisher's transactional id: stable, so that a start fences whoever had it before. */
  readonly publisherId: string
  readonly transactions: boolean
  /** How long a member of the group may be silent before its partitions go to another. */
  readonly sessionTimeoutMs: number
}

/** What is read of each topic. */
export const inputTopics = ({ topics: { coupons, spend, accounts } }: KafkaConfig): ReadonlyArray<string> => [
  coupons,
  spend,
  accounts,
]

const SETTINGS = {
  EARNBACK_KAFKA_BROKERS: ['kafkaBrokers', 'brokers'],
  EARNBACK_KAFKA_CLIENT_ID: ['kafkaClientId', 'clientId'],
  EARNBACK_KAFKA_TLS: ['kafkaTls', 'tls'],
  EARNBACK_KAFKA_TLS_CA_FILE: ['kafkaTlsCaFile', 'tlsCaFile'],
  EARNBACK_KAFKA_TLS_CERT_FILE: ['kafkaTlsCertFile', 'tlsCertFile'],
  EARNBACK_KAFKA_TLS_KEY_FILE: ['kafkaTlsKeyFile', 'tlsKeyFile'],
  EARNBACK_KAFKA_SASL_MECHANISM: ['kafkaSaslMechanism', 'saslMechanism'],
  EARNBACK_KAFKA_SASL_USERNAME: ['kafkaSaslUsername', 'saslUsername'],
  EARNBACK_KAFKA_SASL_PASSWORD: ['kafkaSaslPassword', 'saslPassword'],
  EARNBACK_KAFKA_ALLOW_PLAINTEXT: ['kafkaAllowPlaintext', 'allowPlaintext'],
} as const

const TOPICS = {
  EARNBACK_KAFKA_TOPIC_COUPONS: ['kafkaTopicCoupons', 'coupons', 'earnback.coupons.v1'],
  EARNBACK_KAFKA_TOPIC_SPEND: ['kafkaTopicSpend', 'spend', 'earnback.spend.v1'],
  EARNBACK_KAFKA_TOPIC_ACCOUNTS: ['kafkaTopicAccounts', 'accounts', 'earnback.accounts.v1'],
  EARNBACK_KAFKA_TOPIC_BILLING: ['kafkaTopicBilling', 'billing', 'earnback.billing.v1'],
  EARNBACK_KAFKA_TOPIC_REVIEW: ['kafkaTopicReview', 'review', 'earnback.review.v1'],
  EARNBACK_KAFKA_TOPIC_DEAD_LETTERS: ['kafkaTopicDeadLetters', 'deadLetters', 'earnback.dead-letters.v1'],
  EARNBACK_KAFKA_TOPIC_PROGRESS: ['kafkaTopicProgress', 'progress', 'earnback.publisher-progress.v1'],
} as const

const OTHERS = {
  EARNBACK_KAFKA_SASL_PASSWORD_FILE: 'kafkaSaslPasswordFile',
  EARNBACK_KAFKA_GROUP_ID: 'kafkaGroupId',
  EARNBACK_KAFKA_PUBLISHER_ID: 'kafkaPublisherId',
  EARNBACK_KAFKA_TRANSACTIONS: 'kafkaTransactions',
  EARNBACK_KAFKA_SESSION_TIMEOUT: 'kafkaSessionTimeout',
} as const

/** The variables that say something about Kafka, and the field of each. */
export const KAFKA_VARIABLES: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...Object.entries(SETTINGS), ...Object.entries(TOPICS)].map(([name, [field]]) => [name, field])),
  ...OTHERS,
}
export const KAFKA_FIELDS: ReadonlyArray<string> = Object.values(KAFKA_VARIABLES)

type Fields = Readonly<Record<string, unknown>>
type Text = (field: string) => string | undefined

const TOPIC_NAME = /^[a-zA-Z0-9._-]{1,249}$/

const wrong = (path: string, found: unknown, expected: string): Problem => ({
  code: 'FIELD_INVALID',
  path,
  found: describeFound(found),
  expected,
})

/** A password out of a file ends where its line does. */
const passwordIn = (file: string): E.Either<Problem, string> => {
  try {
    return E.right(readFileSync(file, 'utf8').replace(/\r?\n$/, ''))
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    return E.left(wrong(OTHERS.EARNBACK_KAFKA_SASL_PASSWORD_FILE, file, `a file that can be read (${code ?? 'unreadable'})`))
  }
}

const SESSION_DEFAULT = 'PT30S'
const MICROS_PER_MILLI = 1_000

const sessionOf = (text: Text, problems: Problem[]): number => {
  const given = text(OTHERS.EARNBACK_KAFKA_SESSION_TIMEOUT) ?? SESSION_DEFAULT
  const parsed = parseDuration(given)
  if (E.isRight(parsed) && parsed.right.micros >= 1_000_000) return parsed.right.micros / MICROS_PER_MILLI
  problems.push(wrong('kafkaSessionTimeout', given, 'an ISO 8601 duration of a second or more, such as PT30S'))
  return 0
}

const topicsOf = (text: Text, problems: Problem[]): KafkaTopics => {
  const named = Object.values(TOPICS).map(([field, topic, preset]) => {
    const name = text(field) ?? preset
    if (!TOPIC_NAME.test(name)) problems.push(wrong(field, name, 'up to 249 letters, digits, dots, dashes and underscores'))
    return [topic, name] as const
  })
  return Object.fromEntries(named) as unknown as KafkaTopics
}

const settingsOf = (text: Text, problems: Problem[]): KafkaSettings | undefined => {
  const raw = Object.fromEntries(Object.values(SETTINGS).map(([field, name]) => [name, text(field)]))
  const file = text(OTHERS.EARNBACK_KAFKA_SASL_PASSWORD_FILE)
  const password = file === undefined ? undefined : passwordIn(file)
  if (password !== undefined && E.isLeft(password)) problems.push(password.left)
  const settings = decodeKafkaSettings(
    password !== undefined && E.isRight(password) ? { ...raw, saslPassword: password.right } : raw,
  )
  if (E.isRight(settings)) return settings.right
  const fieldOf = (name: string): string => Object.values(SETTINGS).find(([, setting]) => setting === name)?.[0] ?? name
  problems.push(...settings.left.map((problem) => ({ ...problem, path: fieldOf(problem.path) })))
  return undefined
}

/** Decodes what is said of Kafka; nothing where no broker is named. Every problem at once, each under the name of its field. */
export const readKafka = (fields: Fields): E.Either<ReadonlyArray<Problem>, KafkaConfig | undefined> => {
  const problems: Problem[] = []
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined && typeof value !== 'string') problems.push(wrong(field, value, 'a JSON string'))
  }
  if (problems.length > 0) return E.left(problems)
  const text: Text = (field) => (fields[field] as string | undefined) ?? undefined
  if (text('kafkaBrokers') === undefined) return E.right(undefined)
  const transactions = text(OTHERS.EARNBACK_KAFKA_TRANSACTIONS) ?? 'true'
  if (transactions !== 'true' && transactions !== 'false')
    problems.push(wrong('kafkaTransactions', transactions, 'true or false'))
  const sessionTimeoutMs = sessionOf(text, problems)
  const [settings, topics] = [settingsOf(text, problems), topicsOf(text, problems)]
  if (settings === undefined || problems.length > 0) return E.left(problems)
  return E.right({
    settings,
    topics,
    groupId: text(OTHERS.EARNBACK_KAFKA_GROUP_ID) ?? 'earnback',
    publisherId: text(OTHERS.EARNBACK_KAFKA_PUBLISHER_ID) ?? 'earnback-publisher',
    transactions: transactions === 'true',
    sessionTimeoutMs,
  })
}
