/** Why nothing can go on by itself; the code is stable, the message says what to do and holds no secret. */
export interface KafkaFault {
  readonly kind: 'KafkaFault'
  readonly code: KafkaFaultCode
  readonly message: string
}

export type KafkaFaultCode =
  | 'KAFKA_UNAVAILABLE'
  | 'KAFKA_PLAINTEXT_REFUSED'
  | 'KAFKA_TLS_FILE_UNREADABLE'
  | 'KAFKA_TLS_UNTRUSTED'
  | 'KAFKA_TLS_WRONG_HOST'
  | 'KAFKA_TLS_EXPIRED'
  | 'KAFKA_TLS_FAILED'
  | 'KAFKA_AUTHENTICATION_FAILED'
  | 'KAFKA_NOT_AUTHORIZED'
  | 'KAFKA_TOPIC_MISSING'
  | 'KAFKA_TOPIC_RECREATED'
  | 'KAFKA_TOPIC_INVALID'
  | 'KAFKA_LOG_TRUNCATED'
  | 'KAFKA_BATCH_UNREADABLE'
  | 'KAFKA_RECORD_REFUSED'
  | 'KAFKA_PRODUCER_FENCED'
  | 'KAFKA_HANDLER_FAILED'
  | 'KAFKA_THREAD_ENDED'

export const kafkaFault = (code: KafkaFaultCode, message: string): KafkaFault => ({ kind: 'KafkaFault', code, message })
