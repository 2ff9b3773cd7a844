import { type Admin, type Consumer } from 'kafkajs'
import { type KafkaClient } from '../client'
import { classifyError } from '../classify-error'
import { type KafkaFault, kafkaFault } from '../fault'
import { type KafkaLog } from '../kafka-log'
import { type Timers } from '../waiting'
import { type PackedBatch, type PackedHandlers } from './packed'
import { type SourceEvent, type SourceOptions } from './port'
import { type Positions } from './positions'

export interface SessionDependencies {
  readonly kafka: KafkaClient
  readonly options: SourceOptions
  readonly handlers: PackedHandlers
  readonly timers: Timers
  readonly log: KafkaLog
  readonly tell: (event: SourceEvent) => void
}

/** A batch that is handled, and whether it still is ours: no more once the partition is known to be another member's. */
export interface InHand {
  readonly batch: PackedBatch
  readonly isOurs: () => boolean
}

/** What the parts of one consumer's life share. */
export interface SessionContext extends SessionDependencies {
  readonly consumer: Consumer
  readonly admin: Admin
  readonly positions: Positions
  /** Which assignment holds; undefined from the first sign of a rebalance until the next one. */
  readonly generation: { held: number | undefined; last: number; unheldSinceMs: number }
  /** `settled` resolves once the batch in hand is done with, whatever came of it. */
  readonly handling: { inHand: InHand | undefined; settled: Promise<void> }
  /** Work beside the handler; the session's end waits for it. */
  readonly pending: Set<Promise<void>>
  /** The first call ends the session; later ones change nothing. */
  readonly end: (fault: KafkaFault | undefined) => void
  readonly hasEnded: () => boolean
}

/** Another member may have the partitions from here on. */
export const lose = (context: SessionContext, reason: string): void => {
  const { generation, tell, timers } = context
  if (generation.held === undefined) return
  generation.held = undefined
  generation.unheldSinceMs = timers.nowMs()
  tell({ kind: 'lost', reason })
}

const GROUP_ERRORS = [
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'NOT_COORDINATOR_FOR_GROUP',
  'FENCED_INSTANCE_ID',
]

/** The coordinator's way to say that the assignment is over; other errors of the line do not say so. */
export const loseOn = (context: SessionContext, error: unknown): void => {
  const type = typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : ''
  if (GROUP_ERRORS.includes(type)) lose(context, type)
  else context.log('debug', 'a request to the group coordinator failed', { error: String(error) })
}

/** A broker that starts or loses its leader does not know its topics for a moment; only the look at the start of a session settles that. */
export const endOn = (context: SessionContext, error: unknown, doing: string): void => {
  const fault = classifyError(error, doing)
  context.end(fault.code === 'KAFKA_TOPIC_MISSING' ? kafkaFault('KAFKA_UNAVAILABLE', fault.message) : fault)
}

export const track = (context: SessionContext, work: Promise<void>): void => {
  context.pending.add(work)
  void work.finally(() => context.pending.delete(work))
}
