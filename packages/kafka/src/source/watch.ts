import * as E from 'fp-ts/Either'
import { kafkaFault } from '../fault'
import { type SessionContext, track } from './session-context'
import { confirmedExtents } from './take-assignment'

const look = async (context: SessionContext): Promise<void> => {
  const { positions, options, timers, tell, generation } = context
  const extents = await confirmedExtents(context, () => positions.all().map((position) => ({ ...position })), options.topics)
  if (context.hasEnded()) return
  if (E.isLeft(extents)) return context.end(extents.left)
  const nowMs = timers.nowMs()
  for (const extent of extents.right) {
    const position = positions.get(extent)
    if (position !== undefined) positions.seeEnd(position, extent.high, nowMs)
  }
  const all = positions.all()
  tell({ kind: 'lag', partitions: all.map((position) => positions.status(position, nowMs)) })
  if (context.handling.inHand !== undefined) return
  const stalled = all.find((position) => positions.isStalled(position, nowMs))
  const unheld =
    generation.held === undefined && nowMs - generation.unheldSinceMs >= options.stallAfterMs + options.rebalanceTimeoutMs
  if (stalled !== undefined) {
    const where = `${stalled.topic} partition ${stalled.partition} at ${stalled.next} of ${stalled.highWatermark}`
    context.end(kafkaFault('KAFKA_UNAVAILABLE', `the consumer reads nothing although there is something: ${where}`))
  } else if (unheld) context.end(kafkaFault('KAFKA_UNAVAILABLE', 'the consumer has no assignment and does not get one'))
}

/** kafkajs can stop reading without an error. Asking the brokers beside it tells idle from stalled, and finds what fetching would hide. */
export const watch = (context: SessionContext): (() => void) => {
  let cancel = (): void => undefined
  const next = (): void => {
    cancel = context.timers.after(context.options.lagEveryMs, () => {
      const looked = look(context)
        .catch((error: unknown) => context.log('warn', 'the brokers cannot be asked for the lag now', { error: String(error) }))
        .finally(() => (context.hasEnded() ? undefined : next()))
      track(context, looked)
    })
  }
  next()
  return () => cancel()
}
