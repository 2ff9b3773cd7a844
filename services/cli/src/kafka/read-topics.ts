import type { EventStore } from '@earnback/event-store'
import { type IngestReport, PartitionIntake } from '@earnback/ingester'
import {
  type KafkaFault,
  type KafkaLog,
  type PartitionStatus,
  SOURCE_DEFAULTS,
  type SourceEvent,
  startSourceInThread,
  type Timers,
} from '@earnback/kafka'
import type { Instant } from '@earnback/kernel'
import type { Failure } from '../failure'
import type { Stretch } from '../running/run-log'
import { inputTopics, type KafkaConfig } from './kafka-config'
import { kafkaFailure } from './kafka-failure'

/** How often a partition with nothing more to read says so in the log: at least twice between two calculation runs. */
const IDLE_MARKS_MS_MAX = 300_000

export interface ReadTopics {
  readonly store: EventStore
  readonly config: KafkaConfig
  readonly now: () => Instant
  readonly timers: Timers
  readonly log: KafkaLog
  readonly stop: AbortSignal
  readonly calculationEveryMs: number
  readonly onTaken: (report: IngestReport, stretch: Stretch) => void
  readonly onStatus: (partitions: ReadonlyArray<PartitionStatus>) => void
  /** The partitions went to other members, for now. */
  readonly onLost: () => void
  /** The consumer ended with a fault that passes, and is started again. */
  readonly onRestart: (fault: KafkaFault) => void
}

const nameOf = ({ topic, partition }: PartitionStatus): string => `${topic}/${partition}`

/** Marks partitions as idle, each once in a while: an idle partition then holds back no calculation. */
const idleMarks = ({ timers, calculationEveryMs, log }: ReadTopics, intake: PartitionIntake) => {
  const everyMs = Math.min(IDLE_MARKS_MS_MAX, calculationEveryMs / 2)
  const lastMs = new Map<string, number>()
  const mark = async (status: PartitionStatus): Promise<void> => {
    const marked = await intake.idle(status, undefined)()
    if (marked._tag === 'Left') log('warn', marked.left.message, { topic: status.topic, partition: status.partition })
  }
  return (partitions: ReadonlyArray<PartitionStatus>): void => {
    for (const status of partitions) {
      const since = timers.nowMs() - (lastMs.get(nameOf(status)) ?? -Infinity)
      if (status.lag > 0 || since < everyMs) continue
      lastMs.set(nameOf(status), timers.nowMs())
      void mark(status)
    }
  }
}

/** Reads the input topics as a member of the group, from the offsets that the log holds, until stopped; answers what ended it. */
export const readTopics = async (reading: ReadTopics): Promise<Failure | undefined> => {
  const { store, config, now, timers, log, stop, onTaken, onStatus, onLost, onRestart } = reading
  const intake = new PartitionIntake(store, {
    now,
    onTaken: ({ topic, partition, from, next }, { report, outcomes }) =>
      onTaken(report, { topic, partition, from, next, outcomes }),
  })
  const markIdle = idleMarks(reading, intake)
  const tell = (event: SourceEvent): void => {
    if (event.kind === 'progress') onStatus([event.partition])
    if (event.kind === 'lost') onLost()
    if (event.kind === 'restarting') onRestart(event.fault)
    if (event.kind !== 'assigned' && event.kind !== 'lag') return
    onStatus(event.partitions)
    markIdle(event.partitions)
  }
  const source = startSourceInThread({
    settings: config.settings,
    options: {
      ...SOURCE_DEFAULTS,
      sessionTimeoutMs: config.sessionTimeoutMs,
      heartbeatIntervalMs: Math.min(SOURCE_DEFAULTS.heartbeatIntervalMs, config.sessionTimeoutMs / 4),
      groupId: config.groupId,
      topics: inputTopics(config),
    },
    handlers: { storedOffsets: (partitions) => intake.storedOffsets(partitions), handle: (batch) => intake.handle(batch) },
    timers,
    log,
    tell,
  })
  const onStop = (): void => void source.stop()
  stop.addEventListener('abort', onStop)
  if (stop.aborted) onStop()
  const fault = await source.ended
  stop.removeEventListener('abort', onStop)
  return fault === undefined ? undefined : kafkaFailure(fault)
}
