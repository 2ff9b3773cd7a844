export { type KafkaClient, kafkaClient } from './client'
export { type KafkaFault, type KafkaFaultCode } from './fault'
export { type KafkaLog, type KafkaLogLevel } from './kafka-log'
export { decodeKafkaSettings, type KafkaSettingName, type KafkaSettings, type RawKafkaSettings } from './settings'
export { openSink } from './sink/open-sink'
export { type Bytes, type RecordSink, SINK_DEFAULTS, type SinkFault, type SinkOptions, type SinkRecord } from './sink/port'
export {
  type HandlerFault,
  type KafkaRecord,
  type KafkaSource,
  type PartitionStatus,
  type RecordBatch,
  SOURCE_DEFAULTS,
  type SourceEvent,
  type SourceHandlers,
  type SourceOptions,
  type StoredOffset,
  type TopicPartition,
} from './source/port'
export { type SourceDependencies, startSource } from './source/start-source'
export { type LocalSource } from './source/supervise-source'
export { startSourceInThread } from './thread/start-source-in-thread'
export { type Timers } from './waiting'
export { COMPACTED, ensureTopics, missingTopics, type TopicSpec } from './topics'
