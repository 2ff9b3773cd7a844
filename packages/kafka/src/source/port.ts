import { type TaskEither } from 'fp-ts/TaskEither'
import { type KafkaFault } from '../fault'

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** One record as it lies in the log; nothing is decoded. */
export interface KafkaRecord extends TopicPartition {
  readonly offset: number
  readonly timestampMs: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** The value with a character for each byte; costs less than a buffer and its text. */
  readonly latin1: () => string | null
  /** A name may come more than once; its values keep their order. */
  readonly headers: ReadonlyMap<string, ReadonlyArray<Buffer>>
}

export interface RecordBatch extends TopicPartition {
  readonly topicId: string | undefined
  /** The position that this batch goes on from: what the store must still hold for the partition. */
  readonly from: number
  readonly records: ReadonlyArray<KafkaRecord>
  /** What the store holds for the partition once the batch is in: the offset after the last one. */
  readonly next: number
  readonly highWatermark: number
}

/** The offset that the store would read next. The topic's id, where it was kept, tells a topic that was made anew. */
export interface StoredOffset extends TopicPartition {
  readonly next: number
  readonly topicId?: string | undefined
}

/** Unavailable: the same again later. Fenced: somebody else moved the stored offset, read it anew. Failed: stop. */
export interface HandlerFault {
  readonly kind: 'HandlerUnavailable' | 'HandlerFenced' | 'HandlerFailed'
  readonly message: string
}

export interface SourceHandlers {
  /** Asked at each assignment. A partition that is not in the answer begins where its log begins. */
  readonly storedOffsets: (partitions: ReadonlyArray<TopicPartition>) => TaskEither<HandlerFault, ReadonlyArray<StoredOffset>>
  /** Called for one batch at a time. Right means that the records and `next` are stored together. */
  readonly handle: (batch: RecordBatch) => TaskEither<HandlerFault, void>
}

export interface PartitionStatus extends TopicPartition {
  readonly next: number
  readonly highWatermark: number
  readonly lag: number
  readonly lastProgressMs: number
  /** Idle: nothing to read. Stalled: something to read, and nothing read for `stallAfterMs`. */
  readonly state: 'idle' | 'moving' | 'stalled'
}

export type SourceEvent =
  | { readonly kind: 'assigned'; readonly partitions: ReadonlyArray<PartitionStatus> }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'progress'; readonly partition: PartitionStatus }
  | { readonly kind: 'lag'; readonly partitions: ReadonlyArray<PartitionStatus> }
  | { readonly kind: 'restarting'; readonly fault: KafkaFault; readonly delayMs: number }

export interface SourceOptions {
  readonly groupId: string
  readonly topics: ReadonlyArray<string>
  readonly sessionTimeoutMs: number
  readonly heartbeatIntervalMs: number
  readonly rebalanceTimeoutMs: number
  readonly fetchBytesMax: number
  readonly partitionBytesMax: number
  readonly fetchWaitMsMax: number
  /** How often the broker's own offsets follow ours while there is more to read; at the head they follow at once. */
  readonly commitEveryMs: number
  readonly lagEveryMs: number
  readonly stallAfterMs: number
  readonly restartDelayMsMin: number
  readonly restartDelayMsMax: number
  readonly stopWithinMs: number
}

export const SOURCE_DEFAULTS: Omit<SourceOptions, 'groupId' | 'topics'> = {
  sessionTimeoutMs: 30_000,
  heartbeatIntervalMs: 3_000,
  rebalanceTimeoutMs: 60_000,
  fetchBytesMax: 10 * 1024 * 1024,
  partitionBytesMax: 1024 * 1024,
  fetchWaitMsMax: 250,
  commitEveryMs: 5_000,
  lagEveryMs: 10_000,
  stallAfterMs: 60_000,
  restartDelayMsMin: 500,
  restartDelayMsMax: 30_000,
  stopWithinMs: 9_000,
}

export interface KafkaSource {
  /** Settles once, when it has ended: with nothing after `stop`, else with what it cannot go on from. Never rejects. */
  readonly ended: Promise<KafkaFault | undefined>
  /** Lets the batch at hand finish, leaves the group and settles within `stopWithinMs`. */
  readonly stop: () => Promise<void>
}
