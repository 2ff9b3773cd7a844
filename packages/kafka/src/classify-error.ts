import { type KafkaFault, kafkaFault, type KafkaFaultCode } from './fault'

interface Link {
  readonly name: string
  readonly message: string
  readonly type: string
  readonly code: string
}

const CAUSES_MAX = 10

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** kafkajs wraps errors in errors; what happened first is at the end. */
const chainOf = (error: unknown): ReadonlyArray<Link> => {
  const links: Array<Link> = []
  let current: unknown = error
  while (typeof current === 'object' && current !== null && links.length < CAUSES_MAX) {
    const { name, message, type, code, cause, errors } = current as Readonly<Record<string, unknown>>
    links.push({ name: textOf(name), message: textOf(message), type: textOf(type), code: textOf(code) })
    current = cause ?? (Array.isArray(errors) ? (errors as ReadonlyArray<unknown>)[0] : undefined)
  }
  return links
}

export const hasErrorType = (error: unknown, type: string): boolean => chainOf(error).some((link) => link.type === type)

type Rule = readonly [code: KafkaFaultCode, holds: (link: Link) => boolean, advice: string]

const RULES: ReadonlyArray<Rule> = [
  [
    'KAFKA_PLAINTEXT_REFUSED',
    ({ message }) => message.includes('PLAINTEXT_REFUSED'),
    'switch TLS on, or name the host in allowPlaintext',
  ],
  [
    'KAFKA_TLS_EXPIRED',
    ({ code, message }) => code === 'CERT_HAS_EXPIRED' || message.includes('certificate has expired'),
    "renew the broker's certificate",
  ],
  [
    'KAFKA_TLS_WRONG_HOST',
    ({ code }) => code === 'ERR_TLS_CERT_ALTNAME_INVALID',
    "the broker's certificate is for another name: use that name, or issue one with this name",
  ],
  [
    'KAFKA_TLS_UNTRUSTED',
    ({ code }) =>
      /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/.test(
        code,
      ),
    "name the file of the authority that signed the broker's certificate (tlsCaFile)",
  ],
  [
    'KAFKA_TLS_FAILED',
    ({ code }) => /^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code),
    'check that this port of the broker speaks TLS, and the files of certificate and key',
  ],
  [
    'KAFKA_AUTHENTICATION_FAILED',
    ({ name, type }) => name === 'KafkaJSSASLAuthenticationError' || /SASL/.test(type),
    'check mechanism, user and password',
  ],
  [
    'KAFKA_NOT_AUTHORIZED',
    ({ type }) => /AUTHORIZATION_FAILED$/.test(type),
    'give the user the rights that the guide on Kafka lists',
  ],
  ['KAFKA_BATCH_UNREADABLE', ({ name }) => name === 'BatchUnreadable', 'move the stored offset past the batch, or repair it'],
  [
    'KAFKA_PRODUCER_FENCED',
    ({ type, code }) =>
      /^(INVALID_PRODUCER_EPOCH|TRANSACTION_COORDINATOR_FENCED|INVALID_PRODUCER_ID_MAPPING)$/.test(type) || code === '90',
    'another process has the same transactional id; let one of the two end',
  ],
  [
    'KAFKA_RECORD_REFUSED',
    ({ type }) => /^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|INVALID_RECORD|CORRUPT_MESSAGE|INVALID_TIMESTAMP)$/.test(type),
    'make the record smaller, or raise max.message.bytes of the topic',
  ],
  [
    'KAFKA_TOPIC_INVALID',
    ({ type }) => /^(INVALID_TOPIC_EXCEPTION|INVALID_CONFIG|INVALID_PARTITIONS)$/.test(type),
    'check the name and the settings of the topic',
  ],
  ['KAFKA_TOPIC_MISSING', ({ type }) => type === 'UNKNOWN_TOPIC_OR_PARTITION', 'make the topic first'],
]

/** What an error of kafkajs means for people; an error that no rule knows means that no broker answers as it should. */
export const classifyError = (error: unknown, doing: string): KafkaFault => {
  const chain = chainOf(error)
  for (const [code, holds, advice] of RULES) {
    const link = chain.find(holds)
    if (link !== undefined) return kafkaFault(code, `${doing}: ${link.message}; ${advice}`)
  }
  const last = chain.at(-1)
  return kafkaFault(
    'KAFKA_UNAVAILABLE',
    `${doing}: ${last?.message ?? String(error)}; check that the brokers run and can be reached`,
  )
}

/** Faults that no further try mends. */
export const isLasting = (fault: KafkaFault): boolean => fault.code !== 'KAFKA_UNAVAILABLE'
