import { type EventStore, type Page, type StoredEvent, StoreFault, type StoreUnavailable } from '@earnback/event-store'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { ABANDONED, answeredInTime } from './answered-in-time'
import { type Batch, Batcher, type BatchLimits } from './batcher'
import { encodeProgress, type Progress, progressAt, type ProgressFault, progressOn } from './progress'
import type { RecordSink, SinkFault } from './record-sink'
import { recordsOf } from './records-of'
import type { Topics } from './topics'

export interface PublishLimits extends BatchLimits {
  readonly retryDelayMsMin: number
  readonly retryDelayMsMax: number
  /** How often progress moves over a stretch of the log that holds nothing to send. */
  readonly progressEveryMs: number
  /** How long a stop waits for an answer of the sink, and then once more for it to close. */
  readonly stopMsMax: number
}

export const PUBLISH_LIMITS: PublishLimits = {
  batchRecordsMax: 1_000,
  batchBytesMax: 800_000,
  retryDelayMsMin: 250,
  retryDelayMsMax: 30_000,
  progressEveryMs: 10_000,
  stopMsMax: 4_000,
}

export type PublisherNews =
  | { readonly kind: 'opened'; readonly position: number }
  | { readonly kind: 'published'; readonly records: number; readonly position: number }
  | { readonly kind: 'retrying'; readonly message: string; readonly delayMs: number }

export interface PublisherDependencies {
  readonly store: Pick<EventStore, 'head' | 'readAll' | 'readAt' | 'subscribe'>
  readonly sink: RecordSink
  readonly topics: Topics
  readonly limits: PublishLimits
  readonly pause: (millis: number, signal: AbortSignal) => Promise<void>
  readonly elapsedMs: () => number
  readonly stop: AbortSignal
  /** Ends at the head of the log instead of waiting for more. */
  readonly isOnce?: boolean
  readonly told?: (news: PublisherNews) => void
}

export interface Published {
  readonly records: number
  /** What is known to be out, up to and including this position. */
  readonly position: number
}

/** What ends a publisher; a sink that is not available is tried again instead. */
export type PublishFault = SinkFault | ProgressFault | StoreUnavailable

type Step<A = void> = E.Either<PublishFault | typeof ABANDONED, A>

const DONE: Step = E.right(undefined)

/** Sends the decisions of a log from where the sink says that it was; one at a time holds the sink. */
class Publisher {
  private records = 0
  private progress: Progress | undefined
  private confirmedAtMs = 0
  private delayMs: number

  constructor(private readonly by: PublisherDependencies) {
    this.delayMs = by.limits.retryDelayMsMin
  }

  async run(): Promise<E.Either<PublishFault, Published>> {
    const { stop, pause, limits, told } = this.by
    while (!stop.aborted) {
      const ended = await this.attempt()
      if (E.isRight(ended) || ended.left === ABANDONED) break
      if (ended.left.kind !== 'SinkUnavailable') return E.left(ended.left)
      told?.({ kind: 'retrying', message: ended.left.message, delayMs: this.delayMs })
      await pause(this.delayMs, stop)
      this.delayMs = Math.min(this.delayMs * 2, limits.retryDelayMsMax)
    }
    return E.right({ records: this.records, position: this.progress?.position ?? 0 })
  }

  private async attempt(): Promise<Step> {
    try {
      const opened = await this.open()
      return E.isLeft(opened) ? opened : await this.follow(opened.right)
    } catch (error) {
      if (error instanceof StoreFault) return E.left(error.fault)
      throw error
    }
  }

  private async open(): Promise<Step<Progress>> {
    const { store, sink, told } = this.by
    const opened = await this.inTime(sink.open()())
    if (opened === ABANDONED) return E.left(ABANDONED)
    if (E.isLeft(opened)) return opened
    const progress = await progressOn(store, opened.right.progress)
    if (E.isLeft(progress)) return progress
    this.progress = progress.right
    this.confirmedAtMs = this.by.elapsedMs()
    told?.({ kind: 'opened', position: progress.right.position })
    return progress
  }

  private async follow({ position }: Progress): Promise<Step> {
    const { store, topics, limits, stop, isOnce } = this.by
    const recordsFor = recordsOf(topics)
    const batcher = new Batcher(limits)
    const pages: AsyncIterable<Page> = isOnce === true ? store.readAll(position) : store.subscribe(position, stop)
    for await (const page of pages) {
      for (const event of page) {
        if (stop.aborted) return DONE
        const sent = await this.send(batcher.add(event, recordsFor(event)))
        if (E.isLeft(sent)) return sent
      }
      if (await this.isDue(page, batcher)) {
        const sent = await this.send(batcher.take())
        if (E.isLeft(sent)) return sent
      }
    }
    return stop.aborted ? DONE : this.send(batcher.take())
  }

  /** Where the log is read to its end nothing is kept waiting; on the way there batches are filled. */
  private async isDue(page: Page, batcher: Batcher): Promise<boolean> {
    const { store, limits, elapsedMs } = this.by
    if (elapsedMs() - this.confirmedAtMs >= limits.progressEveryMs) return true
    return !batcher.isEmpty && (page.at(-1) as StoredEvent).position >= (await store.head()).position
  }

  private async send(batch: Batch | undefined): Promise<Step> {
    if (batch === undefined) return DONE
    const { store, sink, limits, elapsedMs, told } = this.by
    const progress = await progressAt(store, batch.upTo, this.progress?.marks.first ?? '')
    const sent = await this.inTime(sink.publish(batch.records, encodeProgress(progress))())
    if (sent === ABANDONED) return E.left(ABANDONED)
    if (E.isLeft(sent)) return sent
    this.progress = progress
    this.records += batch.records.length
    this.delayMs = limits.retryDelayMsMin
    this.confirmedAtMs = elapsedMs()
    told?.({ kind: 'published', records: batch.records.length, position: progress.position })
    return DONE
  }

  /** What the sink does not answer in time while stopping is known when it is next opened: it keeps the progress. */
  private inTime<A>(work: Promise<A>): Promise<A | typeof ABANDONED> {
    const { stop, limits, pause } = this.by
    return answeredInTime(work, stop, limits.stopMsMax, pause)
  }

  async close(): Promise<void> {
    await answeredInTime(this.by.sink.close(), AbortSignal.abort(), this.by.limits.stopMsMax, this.by.pause)
  }
}

/**
 * Publishes what the log decides, each decision once and in the order of the log, until stopped; opens the sink again where it
 * was not available. The left names why it can't go on.
 */
export const publishLog =
  (dependencies: PublisherDependencies): TaskEither<PublishFault, Published> =>
  async () => {
    const publisher = new Publisher(dependencies)
    try {
      return await publisher.run()
    } finally {
      await publisher.close()
    }
  }
