import * as E from 'fp-ts/Either'
import { type KafkaFault, kafkaFault } from '../fault'
import { pause } from '../waiting'
import { judgePosition, type LogExtent } from './judge-position'
import { logExtents } from './log-extents'
import { type StoredOffset, type TopicPartition } from './port'
import { endOn, track, type SessionContext } from './session-context'

const CONFIRMATIONS = 3
const CONFIRM_EVERY_MS = 500
const RETRY_EVERY_MS = 500

const byTopic = (partitions: ReadonlyArray<TopicPartition>) =>
  [...new Set(partitions.map(({ topic }) => topic))].map((topic) => ({
    topic,
    partitions: partitions.filter((other) => other.topic === topic).map(({ partition }) => partition),
  }))

const storedOffsets = async (
  context: SessionContext,
  partitions: ReadonlyArray<TopicPartition>,
  holds: () => boolean,
): Promise<ReadonlyArray<StoredOffset> | undefined> => {
  while (holds()) {
    const stored = await context.handlers.storedOffsets(partitions)()
    if (E.isRight(stored)) return stored.right
    if (stored.left.kind === 'HandlerFailed') {
      context.end(kafkaFault('KAFKA_HANDLER_FAILED', `reading the stored offsets: ${stored.left.message}`))
      return undefined
    }
    context.log('warn', 'the stored offsets cannot be read now', { error: stored.left.message })
    await pause(context.timers, RETRY_EVERY_MS).done
  }
  return undefined
}

const extentOf = (extents: ReadonlyArray<LogExtent>, { topic, partition }: TopicPartition): LogExtent | undefined =>
  extents.find((extent) => extent.topic === topic && extent.partition === partition)

const firstFault = (stored: ReadonlyArray<StoredOffset>, extents: ReadonlyArray<LogExtent>): KafkaFault | undefined => {
  for (const offset of stored) {
    const extent = extentOf(extents, offset)
    const fault = extent === undefined ? undefined : judgePosition(offset, extent)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** A broker that has just become the leader may tell too little for a moment, so a fault has to be seen several times. */
export const confirmedExtents = async (
  context: SessionContext,
  stored: () => ReadonlyArray<StoredOffset>,
  topics: ReadonlyArray<string>,
): Promise<E.Either<KafkaFault, ReadonlyArray<LogExtent>>> => {
  for (let seen = 1; ; seen++) {
    const before = stored()
    const extents = await logExtents(context.kafka, context.admin, topics)
    const after = new Map(stored().map((offset) => [`${offset.topic}:${offset.partition}`, offset]))
    const now = before.filter(({ topic, partition, next }) => after.get(`${topic}:${partition}`)?.next === next)
    const fault = firstFault(now, extents)
    if (fault === undefined) return E.right(extents)
    if (seen >= CONFIRMATIONS || context.hasEnded()) return E.left(fault)
    await pause(context.timers, CONFIRM_EVERY_MS).done
  }
}

const begin = async (context: SessionContext, partitions: ReadonlyArray<TopicPartition>, holds: () => boolean) => {
  const { consumer, positions, timers, tell } = context
  const stored = await storedOffsets(context, partitions, holds)
  if (stored === undefined || !holds()) return
  const topics = byTopic(partitions)
  const extents = await confirmedExtents(
    context,
    () => stored,
    topics.map(({ topic }) => topic),
  )
  if (!holds()) return
  if (E.isLeft(extents)) return context.end(extents.left)
  const nowMs = timers.nowMs()
  const begun = partitions.map(({ topic, partition }) => {
    const extent = extentOf(extents.right, { topic, partition })
    const next = stored.find((offset) => offset.topic === topic && offset.partition === partition)?.next ?? extent?.low ?? 0
    const position = {
      ...{ topic, partition, topicId: extent?.topicId, next, highWatermark: next },
      ...{ lastProgressMs: nowMs, lastCommitMs: nowMs, waitingSinceMs: undefined },
    }
    positions.set(position)
    positions.seeEnd(position, extent?.high ?? next, nowMs)
    consumer.seek({ topic, partition, offset: String(next) })
    return positions.status(position, nowMs)
  })
  consumer.resume(topics)
  tell({ kind: 'assigned', partitions: begun })
}

/**
 * Called in the same turn in which kafkajs tells of the assignment: the partitions are paused before it fetches anything, and flow
 * only from our own offsets. Partitions given again within a generation are those whose stored offset somebody else has moved.
 */
export const takeAssignment = (context: SessionContext, partitions: ReadonlyArray<TopicPartition>): void => {
  const { consumer, positions, generation } = context
  const mine = generation.held
  const holds = () => generation.held === mine && !context.hasEnded()
  for (const partition of partitions) positions.drop(partition)
  consumer.pause(byTopic(partitions))
  const begun = begin(context, partitions, holds).catch((error: unknown) => {
    if (holds()) endOn(context, error, 'beginning at the stored offsets')
  })
  track(context, begun)
}
