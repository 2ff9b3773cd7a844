import * as E from 'fp-ts/Either'
import { type Batch, type EachBatchPayload } from 'kafkajs'
import { kafkaFault } from '../fault'
import { pause } from '../waiting'
import { fetchedOffset, follows, handAhead, isClose, packedOf } from './hand-ahead'
import { handled } from './handled'
import { packRecords } from './packed'
import { type HandlerFault } from './port'
import { type Position } from './positions'
import { endOn, type InHand, lose, loseOn, type SessionContext, track } from './session-context'
import { confirmedExtents, takeAssignment } from './take-assignment'

const RETRY_EVERY_MS = 500

/** Heartbeats come from nowhere else while a handler works. */
const beating = (context: SessionContext, payload: EachBatchPayload): (() => void) => {
  let cancel = (): void => undefined
  let stopped = false
  const next = (): void => {
    cancel = context.timers.after(context.options.heartbeatIntervalMs / 2, () => {
      void payload
        .heartbeat()
        .catch((error: unknown) => loseOn(context, error))
        .finally(() => (stopped ? undefined : next()))
    })
  }
  next()
  return () => {
    stopped = true
    cancel()
  }
}

/**
 * Whether the batch goes on from where we are; a jump is a gap inside the log, or the end of the session. After a silence the brokers
 * are asked too: a fetch names its topic and not the topic's id, and the log may have become another one meanwhile.
 */
const goesOn = async (context: SessionContext, batch: Batch, position: Position): Promise<boolean> => {
  const fetched = fetchedOffset(batch)
  if (isClose(context, position) && follows(batch, position.next)) return true
  const extents = await confirmedExtents(context, () => [position], [position.topic])
  if (E.isLeft(extents)) {
    context.end(extents.left)
    return false
  }
  if (fetched >= position.next) return true
  context.consumer.seek({ topic: position.topic, partition: position.partition, offset: String(position.next) })
  return false
}

const untilAvailable = async (context: SessionContext, { batch, isOurs }: InHand): Promise<E.Either<HandlerFault, void>> => {
  for (;;) {
    const outcome = await handled(() => context.handlers.handle(batch))
    if (E.isRight(outcome) || outcome.left.kind !== 'HandlerUnavailable' || !isOurs()) return outcome
    context.log('warn', 'the handler cannot take the batch now', { error: outcome.left.message, topic: batch.topic })
    await pause(context.timers, RETRY_EVERY_MS).done
    if (!isOurs()) return outcome
  }
}

const follow = async (context: SessionContext, payload: EachBatchPayload, position: Position): Promise<void> => {
  const { timers, options } = context
  const { topic, partition, next, highWatermark } = position
  if (next < highWatermark && timers.nowMs() - position.lastCommitMs < options.commitEveryMs) return
  position.lastCommitMs = timers.nowMs()
  await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: String(next) }] }] })
}

const settle = async (
  context: SessionContext,
  payload: EachBatchPayload,
  position: Position,
  { batch, isOurs }: InHand,
  outcome: E.Either<HandlerFault, void>,
): Promise<void> => {
  if (!isOurs()) return
  if (E.isLeft(outcome)) {
    const { kind, message } = outcome.left
    if (kind === 'HandlerFailed') context.end(kafkaFault('KAFKA_HANDLER_FAILED', `${batch.topic}: ${message}`))
    if (kind === 'HandlerFenced') {
      await pause(context.timers, RETRY_EVERY_MS).done
      if (isOurs()) takeAssignment(context, [batch])
    }
    return
  }
  const nowMs = context.timers.nowMs()
  context.positions.advance(position, batch.next, batch.highWatermark, nowMs)
  context.tell({ kind: 'progress', partition: context.positions.status(position, nowMs) })
  await follow(context, payload, position).catch((error: unknown) => loseOn(context, error))
}

const handOver = async (context: SessionContext, payload: EachBatchPayload, position: Position, inHand: InHand) => {
  const quiet = beating(context, payload)
  context.handling.inHand = inHand
  const outcome = await untilAvailable(context, inHand)
  context.handling.inHand = undefined
  quiet()
  await settle(context, payload, position, inHand, outcome)
}

/**
 * Hands a batch over once the one before is settled, and lets the next be fetched while it is handled: of two that are in memory one
 * is in hand. Where the one in hand fails, the next does not go on from the position that then holds, and is dropped.
 */
const take = async (context: SessionContext, payload: EachBatchPayload): Promise<void> => {
  const { batch } = payload
  const { topic, partition } = batch
  const mine = context.generation.held
  if (mine === undefined) return
  // While the batch before is still in hand.
  const records = packRecords(batch.messages)
  handAhead(context, batch, records)
  await context.handling.settled
  const position = context.positions.get({ topic, partition })
  if (position === undefined || !payload.isRunning() || payload.isStale()) return
  // The rest of a fetch still comes after the first sign of a rebalance.
  await payload.heartbeat().catch((error: unknown) => loseOn(context, error))
  const isOurs = () => context.generation.held === mine && !context.hasEnded() && context.positions.get(batch) === position
  if (!isOurs() || !(await goesOn(context, batch, position)) || !isOurs()) return
  const inHand = { batch: packedOf(batch, records, position), isOurs }
  payload.resolveOffset(batch.messages.at(-1)?.offset ?? batch.lastOffset())
  context.handling.settled = guarded(context, batch.topic, () => handOver(context, payload, position, inHand))
  track(context, context.handling.settled)
}

/** kafkajs must see no fault of ours, because it would end the consumer or block the partition. */
const guarded = async (context: SessionContext, topic: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    lose(context, 'a fault while a batch was taken')
    endOn(context, error, `taking a batch of ${topic}`)
  }
}

/** What kafkajs calls for each batch. It never throws. */
export const deliver =
  (context: SessionContext) =>
  async (payload: EachBatchPayload): Promise<void> => {
    if (!context.hasEnded()) await guarded(context, payload.batch.topic, () => take(context, payload))
  }
