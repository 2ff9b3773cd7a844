import { type PartitionStatus, type TopicPartition } from './port'

/** What is known of one assigned partition; changed as batches go through. */
export interface Position extends TopicPartition {
  readonly topicId: string | undefined
  next: number
  highWatermark: number
  lastProgressMs: number
  lastCommitMs: number
  /** Since when there is something to read and nothing was read. */
  waitingSinceMs: number | undefined
}

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}:${partition}`

export class Positions {
  private readonly byKey = new Map<string, Position>()
  constructor(private readonly stallAfterMs: number) {}

  get(of: TopicPartition): Position | undefined {
    return this.byKey.get(keyOf(of))
  }
  set(position: Position): void {
    this.byKey.set(keyOf(position), position)
  }
  drop(of: TopicPartition): void {
    this.byKey.delete(keyOf(of))
  }
  clear(): void {
    this.byKey.clear()
  }
  all(): ReadonlyArray<Position> {
    return [...this.byKey.values()]
  }

  /** Offsets of control records count as read, although no handler sees them. */
  advance(position: Position, next: number, highWatermark: number, nowMs: number): void {
    position.next = next
    position.lastProgressMs = nowMs
    position.waitingSinceMs = undefined
    this.seeEnd(position, highWatermark, nowMs)
  }

  seeEnd(position: Position, highWatermark: number, nowMs: number): void {
    position.highWatermark = Math.max(highWatermark, position.next)
    if (position.highWatermark === position.next) position.waitingSinceMs = undefined
    else position.waitingSinceMs ??= nowMs
  }

  isStalled(position: Position, nowMs: number): boolean {
    return position.waitingSinceMs !== undefined && nowMs - position.waitingSinceMs >= this.stallAfterMs
  }

  status(position: Position, nowMs: number): PartitionStatus {
    const { topic, partition, next, highWatermark, lastProgressMs } = position
    const lag = highWatermark - next
    const state = lag === 0 ? 'idle' : this.isStalled(position, nowMs) ? 'stalled' : 'moving'
    return { topic, partition, next, highWatermark, lag, lastProgressMs, state }
  }
}
