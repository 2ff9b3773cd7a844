import { KafkaJSNonRetriableError } from 'kafkajs'

/** kafkajs retries other errors without end, although the bytes stay what they are. */
export class BatchUnreadable extends KafkaJSNonRetriableError {
  constructor(codec: string, why: string) {
    super(`a batch is not readable as ${codec}: ${why}`)
    Object.defineProperty(this, 'name', { value: 'BatchUnreadable' })
  }
}
