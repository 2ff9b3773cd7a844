import { type Batch } from 'kafkajs'
import { type PackedBatch, type PackedRecords, safeOffset } from './packed'
import { type Position } from './positions'
import { type SessionContext } from './session-context'

/** kafkajs has the field and does not tell of it in its types. */
export const fetchedOffset = (batch: Batch): number =>
  safeOffset((batch as Batch & { readonly fetchedOffset: string }).fetchedOffset)

/** No topic is deleted and made again in less: what follows its forerunner as closely lies in the same log. */
const REMADE_MS_MIN = 100

export const isClose = ({ timers }: Pick<SessionContext, 'timers'>, { lastProgressMs }: Position): boolean =>
  timers.nowMs() - lastProgressMs < REMADE_MS_MIN

export const follows = (batch: Batch, next: number): boolean => {
  const first = batch.firstOffset()
  return fetchedOffset(batch) === next && (first === null || safeOffset(first) === next)
}

/** What a batch goes on from. */
type From = Pick<Position, 'topicId' | 'next'>

export const packedOf = (batch: Batch, records: PackedRecords, { topicId, next: from }: From): PackedBatch => ({
  ...{ topic: batch.topic, partition: batch.partition, topicId, from, records },
  next: safeOffset(batch.lastOffset()) + 1,
  highWatermark: safeOffset(batch.highWatermark),
})

type Handling = Pick<SessionContext, 'timers' | 'handling' | 'positions' | 'handlers'>

/** What follows the batch in hand closely may be handled right behind it. */
export const handAhead = (context: Handling, batch: Batch, records: PackedRecords): void => {
  const { inHand } = context.handling
  const position = context.positions.get(batch)
  if (inHand === undefined || position === undefined || !inHand.isOurs() || !isClose(context, position)) return
  const before = inHand.batch
  if (before.topic !== batch.topic || before.partition !== batch.partition || !follows(batch, before.next)) return
  context.handlers.ahead?.(packedOf(batch, records, before))
}
