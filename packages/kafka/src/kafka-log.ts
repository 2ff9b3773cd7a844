import { logLevel, type logCreator } from 'kafkajs'

export type KafkaLogLevel = 'error' | 'warn' | 'info' | 'debug'
export type KafkaLog = (
  level: KafkaLogLevel,
  message: string,
  fields: Readonly<Record<string, string | number | boolean>>,
) => void

/** Nothing else of what kafkajs logs is passed on: payloads and stacks may hold what nobody should read. */
const FIELDS = [
  'broker',
  'error',
  'groupId',
  'memberId',
  'topic',
  'partition',
  'offset',
  'retryCount',
  'retryTime',
  'transactionalId',
]

/** What a broker answers in its first seconds and after a leader has moved; kafkajs asks again by itself, and reports what lasts as an error. */
const RETRIED = [
  'coordinator is not available',
  'coordinator is loading',
  'not the correct coordinator',
  'no leader for this topic-partition',
  'not the leader for that topic-partition',
  'does not host this topic-partition',
  'rebalancing, so a rejoin is needed',
  'specified group generation id is not valid',
  'member id to be set',
  'ongoing transaction',
  'trying another broker from the list',
]

const isRetriedByItself = (message: string, error: string): boolean => {
  const text = `${message} ${error}`.toLowerCase()
  return RETRIED.some((known) => text.includes(known))
}

const LEVELS: Readonly<Record<number, KafkaLogLevel>> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
  [logLevel.DEBUG]: 'debug',
}

const shown = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

export const kafkaLogCreator =
  (log: KafkaLog): logCreator =>
  () =>
  ({ namespace, level, log: entry }) => {
    const { message } = entry
    const given: Readonly<Record<string, unknown>> = entry
    const fields = Object.fromEntries(
      FIELDS.flatMap((name) => {
        const value = given[name]
        return shown(value) ? [[name, value] as const] : []
      }),
    )
    const own = LEVELS[level] ?? 'debug'
    const quiet = own === 'error' && isRetriedByItself(message, String(fields['error'] ?? ''))
    log(quiet ? 'debug' : own, message, { ...fields, logger: `kafkajs.${namespace}` })
  }
