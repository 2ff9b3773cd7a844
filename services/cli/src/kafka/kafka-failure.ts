import type { KafkaFault, KafkaFaultCode } from '@earnback/kafka'
import type { Failure } from '../failure'

const ADVICE: Partial<Readonly<Record<KafkaFaultCode, string>>> = {
  KAFKA_UNAVAILABLE: 'check EARNBACK_KAFKA_BROKERS and that the brokers run; `earnback doctor` asks them',
  KAFKA_TOPIC_MISSING: 'make the topic, or run with --create-topics where this user may',
  KAFKA_TOPIC_RECREATED:
    'the topic was made anew: read it under another name (EARNBACK_KAFKA_TOPIC_*), so that its offsets are not taken for the old ones',
  KAFKA_LOG_TRUNCATED:
    'records were removed before they were read; bring them back, or take them in from files, and read the topic under another name',
  KAFKA_THREAD_ENDED:
    'run the command again; where memory was short, give it more (NODE_OPTIONS=--max-old-space-size=2048, in MiB)',
  KAFKA_NOT_AUTHORIZED: 'give this user the rights that docs/guides/kafka.md lists',
}

/** A broker or a topic that the engine can't go on with; the message says what was found. */
export const kafkaFailure = ({ code, message }: KafkaFault): Failure => ({
  exit: 3,
  code,
  message,
  advice: ADVICE[code] ?? 'correct what is named, and run the command again',
})
