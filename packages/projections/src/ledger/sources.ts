import type { EventOf } from '@earnback/coupon'
import type { Instant } from '@earnback/kernel'

/** One partition as the log tells how far it was read. */
export interface ReadPartition {
  readonly topic: string
  readonly partition: number
  readonly next: number
  readonly readThrough: Instant
}

/** The watermarks of the partitions that were ever read. */
export class Sources {
  private readonly partitions = new Map<string, ReadPartition>()

  get all(): Iterable<ReadPartition> {
    return this.partitions.values()
  }

  note({ data: { topic, partition, next, readThrough } }: EventOf<'SourceAdvanced'>): void {
    this.partitions.set(JSON.stringify([topic, partition]), { topic, partition, next, readThrough })
  }

  /** The instant up to which every partition of the topics was read; undefined where none of them ever was. */
  watermark(topics: ReadonlySet<string>): Instant | undefined {
    let lowest: Instant | undefined
    for (const { topic, readThrough } of this.partitions.values())
      if (topics.has(topic) && (lowest === undefined || readThrough < lowest)) lowest = readThrough
    return lowest
  }
}
