export { encodeProgress, progressAt } from './progress'
export {
  PUBLISH_LIMITS,
  publishLog,
  type Published,
  type PublisherDependencies,
  type PublisherNews,
  type PublishFault,
  type PublishLimits,
} from './publish-log'
export type { RecordSink, SinkFault, SinkRecord } from './record-sink'
export { recordsOf } from './records-of'
export { type Topics, TOPICS_DEFAULT } from './topics'
