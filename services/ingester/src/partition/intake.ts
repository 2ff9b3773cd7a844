import { type EventStore, StoreFault, type StoreUnavailable } from '@earnback/event-store'
import { type Instant, instantOfMicros } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { FUTURE_TOLERANCE_MICROS } from '../ingest'
import type { PartitionRecord } from './partition-record'
import { sourcePosition, type SourcePosition } from './source-position'
import { type SourceMoved, type Taken, takePartition } from './take-partition'

interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** A batch as the port of the source hands it over. */
export interface ReadBatch extends TopicPartition {
  readonly topicId: string | undefined
  readonly from: number
  readonly next: number
  readonly highWatermark: number
  readonly records: ReadonlyArray<PartitionRecord>
}

/** Unavailable: the same again later. Fenced: somebody else advanced the partition. Failed: stop. */
export interface IntakeFault {
  readonly kind: 'HandlerUnavailable' | 'HandlerFenced' | 'HandlerFailed'
  readonly message: string
}

export interface IntakeOptions {
  readonly now: () => Instant
  /** Told of each batch once it is durable. */
  readonly onTaken?: (batch: ReadBatch, taken: Pick<Taken, 'report' | 'outcomes'>) => void
}

/** What passes by itself. */
const PASSING: ReadonlySet<string> = new Set(['STORE_BUSY', 'STORE_FULL', 'STORE_UNREACHABLE', 'STORE_OUTCOME_UNKNOWN'])

const MICROS_PER_MILLI = 1_000

const faultOf = (error: StoreUnavailable | SourceMoved): IntakeFault => {
  if (error.kind === 'SourceMoved') {
    return { kind: 'HandlerFenced', message: `partition ${error.partition} of ${error.topic} was advanced by another reader` }
  }
  return {
    kind: PASSING.has(error.code) ? 'HandlerUnavailable' : 'HandlerFailed',
    message: `${error.code}: ${error.message}`,
  }
}

/**
 * Takes the partitions of topics in, one batch at a time, each with how far it was read in one transaction. Where reading goes on is
 * asked of the log alone; what a broker remembers of it only follows.
 */
export class PartitionIntake {
  private readonly positions = new Map<string, SourcePosition>()
  /** Batches and idle marks go one after the other: both advance the stream of their partition. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly store: Pick<EventStore, 'append' | 'readStream'>,
    private readonly options: IntakeOptions,
  ) {}

  /** Where each partition goes on; one that was never read is left out. */
  storedOffsets(
    partitions: ReadonlyArray<TopicPartition>,
  ): TaskEither<IntakeFault, ReadonlyArray<TopicPartition & { readonly next: number; readonly topicId: string | undefined }>> {
    return () =>
      this.inTurn(async () => {
        const stored: Array<TopicPartition & { readonly next: number; readonly topicId: string | undefined }> = []
        try {
          for (const { topic, partition } of partitions) {
            const position = await sourcePosition(this.store, topic, partition)
            this.positions.set(keyOf(position), position)
            if (position.next !== undefined) stored.push({ topic, partition, next: position.next, topicId: position.topicId })
          }
        } catch (error) {
          if (error instanceof StoreFault) return E.left(faultOf(error.fault))
          throw error
        }
        return E.right(stored)
      })
  }

  handle(batch: ReadBatch): TaskEither<IntakeFault, void> {
    return () =>
      this.inTurn(async () => {
        const taken = await this.take(batch)
        if (E.isLeft(taken)) return E.left(faultOf(taken.left))
        this.options.onTaken?.(batch, taken.right)
        return E.right(undefined)
      })
  }

  /** Says that a partition has nothing more for now, so that it holds nothing back; who advanced it meanwhile has said more. */
  idle({ topic, partition }: TopicPartition, topicId: string | undefined): TaskEither<IntakeFault, void> {
    return () =>
      this.inTurn(async () => {
        const position = this.positions.get(keyOf({ topic, partition }))
        const next = position?.next ?? 0
        const batch = {
          topic,
          partition,
          topicId: topicId ?? position?.topicId,
          from: next,
          next,
          highWatermark: next,
          records: [],
        }
        const taken = await this.take(batch)
        return E.isLeft(taken) && taken.left.kind === 'StoreUnavailable' ? E.left(faultOf(taken.left)) : E.right(undefined)
      })
  }

  private async take(batch: ReadBatch): Promise<E.Either<StoreUnavailable | SourceMoved, Taken>> {
    const { topic, partition, from, next, highWatermark, records, topicId } = batch
    const now = this.options.now()
    const last = records.at(-1)
    const isAtEnd = next >= highWatermark || last === undefined
    const readThrough = isAtEnd ? now : instantOfMicros(last.timestampMs * MICROS_PER_MILLI)
    const position = this.positions.get(keyOf(batch)) ?? (await sourcePosition(this.store, topic, partition))
    const stretch = { topic, partition, topicId, from, next, records, readThrough: readThrough < now ? readThrough : now }
    const clock = { now, futureToleranceMicros: FUTURE_TOLERANCE_MICROS }
    const taken = await takePartition(this.store, stretch, position, clock)
    if (E.isRight(taken)) this.positions.set(keyOf(batch), taken.right.position)
    else this.positions.delete(keyOf(batch))
    return taken
  }

  private inTurn<A>(work: () => Promise<A>): Promise<A> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }
}

const keyOf = ({ topic, partition }: TopicPartition): string => JSON.stringify([topic, partition])
