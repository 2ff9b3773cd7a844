import { type KafkaFault, kafkaFault } from '../fault'
import { type StoredOffset, type TopicPartition } from './port'

/** What the brokers say about one partition now. */
export interface LogExtent extends TopicPartition {
  readonly low: number
  readonly high: number
  readonly topicId: string | undefined
}

const RESTORE = 'restore the topic, or decide what was lost and set the stored offset'

/**
 * The log must still hold what comes next. Kafka's own way out, to start anew at one of the ends, would lose or repeat records without
 * a word. Gaps inside the log are none: compaction and transactions leave them.
 */
export const judgePosition = (stored: StoredOffset, extent: LogExtent): KafkaFault | undefined => {
  const name = `${stored.topic} partition ${stored.partition}`
  const ids = [stored.topicId, extent.topicId].filter((id) => id !== undefined)
  if (ids.length === 2 && ids[0] !== ids[1]) {
    return kafkaFault(
      'KAFKA_TOPIC_RECREATED',
      `${name}: the topic was deleted and made again; found id ${ids[1]}, expected ${ids[0]}; ${RESTORE}`,
    )
  }
  if (stored.next > extent.high) {
    const code = ids.length === 2 ? 'KAFKA_LOG_TRUNCATED' : 'KAFKA_TOPIC_RECREATED'
    const what = ids.length === 2 ? 'the log has lost its end' : 'the topic was made again or the log has lost its end'
    return kafkaFault(
      code,
      `${name}: ${what}; found records up to ${extent.high}, expected to go on at ${stored.next}; ${RESTORE}`,
    )
  }
  if (stored.next < extent.low) {
    const lost = `records ${stored.next} to ${extent.low - 1} were deleted before they were read`
    return kafkaFault('KAFKA_LOG_TRUNCATED', `${name}: ${lost}; found the log to begin at ${extent.low}; ${RESTORE}`)
  }
  return undefined
}
