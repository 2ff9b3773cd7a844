import { type EventStore, StoreFault } from '@earnback/event-store'
import type { Edge } from '../edge'

/** A partition as its reader tells of it. */
export interface PartitionState {
  readonly topic: string
  readonly partition: number
  readonly next: number
  readonly highWatermark: number
  /** Stalled: there is something to read, and nothing was read for long. */
  readonly state: 'idle' | 'moving' | 'stalled'
}

const ANSWER_MS_MAX = 2_000

/** What a running process knows of whether it can do its work. */
export class Readiness {
  private readonly partitions = new Map<string, PartitionState>()

  constructor(
    private readonly store: Pick<EventStore, 'head'>,
    private readonly pause: Edge['pause'],
  ) {}

  note(partitions: ReadonlyArray<PartitionState>): void {
    for (const status of partitions) this.partitions.set(`${status.topic}/${status.partition}`, status)
  }

  /** A partition that was never told of, or went to another member, is none of this process's troubles. */
  forget(): void {
    this.partitions.clear()
  }

  readonly reasons = async (): Promise<ReadonlyArray<string>> => [...(await this.storeReasons()), ...this.stalled()]

  private async storeReasons(): Promise<ReadonlyArray<string>> {
    const waiting = new AbortController()
    try {
      const answered = this.store.head().then(() => true)
      const isInTime = await Promise.race([answered, this.pause(ANSWER_MS_MAX, waiting.signal).then(() => false)])
      return isInTime ? [] : [`the store has not answered for ${ANSWER_MS_MAX} ms`]
    } catch (error) {
      if (error instanceof StoreFault) return [`${error.fault.code}: ${error.fault.message}`]
      throw error
    } finally {
      waiting.abort()
    }
  }

  private stalled(): ReadonlyArray<string> {
    return [...this.partitions]
      .filter(([, { state }]) => state === 'stalled')
      .map(([name, { next, highWatermark }]) => `${name} is stalled at ${next} of ${highWatermark}`)
  }
}
