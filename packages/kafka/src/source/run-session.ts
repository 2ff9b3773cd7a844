import { type Consumer } from 'kafkajs'
import { type KafkaFault } from '../fault'
import { pause, within } from '../waiting'
import { deliver } from './deliver'
import { missingTopic } from './log-extents'
import { RETRY } from '../client'
import { Positions } from './positions'
import { safeOffset } from './packed'
import { endOn, lose, type SessionContext, type SessionDependencies, track } from './session-context'
import { takeAssignment } from './take-assignment'
import { watch } from './watch'

export interface Session {
  readonly ended: Promise<KafkaFault | undefined>
  readonly end: () => void
  readonly positions: Positions
}

const newConsumer = ({ kafka, options }: SessionDependencies): Consumer =>
  kafka.consumer({
    groupId: options.groupId,
    sessionTimeout: options.sessionTimeoutMs,
    heartbeatInterval: options.heartbeatIntervalMs,
    rebalanceTimeout: options.rebalanceTimeoutMs,
    maxBytes: options.fetchBytesMax,
    maxBytesPerPartition: options.partitionBytesMax,
    maxWaitTimeInMs: options.fetchWaitMsMax,
    allowAutoTopicCreation: false,
    // The supervisor restarts; two who restart would run two consumers.
    retry: { ...RETRY, restartOnFailure: async () => false },
  })

const listen = (context: SessionContext): void => {
  const { consumer, generation, positions, timers } = context
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    generation.last += 1
    generation.held = generation.last
    positions.clear()
    const assigned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    )
    if (assigned.length > 0) takeAssignment(context, assigned)
    else context.tell({ kind: 'assigned', partitions: [] })
  })
  consumer.on(consumer.events.REBALANCING, () => lose(context, 'REBALANCE_IN_PROGRESS'))
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    lose(context, 'the consumer crashed')
    endOn(context, payload.error, 'consuming')
  })
  // Batches of control and aborted records only never reach a handler; what is in hand comes before them.
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
    const position = positions.get(payload)
    const first = payload.firstOffset as string | null
    if (payload.batchSize > 0 || position === undefined) return
    const passed = context.handling.settled.then(() => {
      if (positions.get(payload) !== position || (first !== null && safeOffset(first) > position.next)) return
      const next = Math.max(position.next, safeOffset(payload.lastOffset) + 1)
      positions.advance(position, next, safeOffset(payload.highWatermark), timers.nowMs())
    })
    track(context, passed)
  })
}

const MISSING_SEEN = 3
const MISSING_EVERY_MS = 500

const confirmedMissing = async ({ admin, options, timers, hasEnded }: SessionContext): Promise<KafkaFault | undefined> => {
  for (let seen = 1; ; seen++) {
    const missing = await missingTopic(admin, options.topics)
    if (missing === undefined || seen >= MISSING_SEEN || hasEnded()) return missing
    await pause(timers, MISSING_EVERY_MS).done
  }
}

const open = async (context: SessionContext): Promise<void> => {
  const { admin, consumer, options } = context
  await admin.connect()
  const missing = await confirmedMissing(context)
  if (missing !== undefined) return context.end(missing)
  if (context.hasEnded()) return
  await consumer.connect()
  await consumer.subscribe({ topics: [...options.topics], fromBeginning: true })
  if (context.hasEnded()) return
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 1,
    eachBatch: deliver(context),
  })
}

/** One consumer from its connection to its end. Every end is a value. */
export const runSession = (dependencies: SessionDependencies): Session => {
  const { kafka, options, timers, log } = dependencies
  let finish: (fault: KafkaFault | undefined) => void = () => undefined
  let over = false
  const decided = new Promise<KafkaFault | undefined>((resolve) => (finish = resolve))
  const positions = new Positions(options.stallAfterMs)
  const context: SessionContext = {
    ...dependencies,
    consumer: newConsumer(dependencies),
    admin: kafka.admin(),
    positions,
    generation: { held: undefined, last: 0, unheldSinceMs: timers.nowMs() },
    handling: { inHand: undefined, settled: Promise.resolve() },
    pending: new Set(),
    hasEnded: () => over,
    end: (fault) => {
      over = true
      finish(fault)
    },
  }
  listen(context)
  const opened = open(context).catch((error: unknown) => endOn(context, error, 'connecting'))
  const unwatch = watch(context)
  const ended = decided.then(async (fault) => {
    unwatch()
    const closing = opened.then(() =>
      Promise.allSettled([context.consumer.disconnect(), context.admin.disconnect(), ...context.pending]),
    )
    const closed = await within(timers, options.stopWithinMs, closing)
    if (closed === undefined) log('warn', 'the consumer did not close in time and was left', { groupId: options.groupId })
    return fault
  })
  return { ended, end: () => context.end(undefined), positions }
}
