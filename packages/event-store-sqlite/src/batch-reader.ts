import { instantOfMicros } from '@earnback/kernel'
import { BatchNotes, decodeNames, integersOf, type NamePairs, type StoredEvent } from '@earnback/event-store'
import { corrupt, readable } from './faults'
import type { BatchRow, Statements } from './statements'

/** One row of the log, opened: its integers read, its JSON still bytes. */
export class OpenBatch {
  readonly firstPosition: number
  readonly count: number
  readonly lastPosition: number
  readonly streams: Uint32Array
  private readonly revisions: Uint32Array
  private readonly ends: Uint32Array
  private readonly notes: BatchNotes

  constructor(private readonly row: BatchRow) {
    this.firstPosition = row.first_position
    this.count = row.count
    this.lastPosition = row.first_position + row.count - 1
    this.streams = integersOf(row.streams)
    this.revisions = integersOf(row.revisions)
    this.ends = integersOf(row.ends)
    const lengths = [this.streams.length, this.revisions.length, this.ends.length]
    if (lengths.some((length) => length !== row.count) || !Number.isSafeInteger(row.recorded_at))
      throw corrupt(`the batch at ${row.first_position} is damaged`)
    this.notes = readable(`the batch at ${row.first_position}`, () => BatchNotes.decode(row.notes, row.count))
  }

  get bytes(): number {
    return this.row.body.byteLength
  }

  /** The streams that this batch is the first to use. */
  get names(): NamePairs {
    return readable(`the batch at ${this.firstPosition}`, () => decodeNames(this.row.names))
  }

  covers(position: number): boolean {
    return position >= this.firstPosition && position <= this.lastPosition
  }

  jsonAt(position: number): string {
    const index = position - this.firstPosition
    return this.row.body.toString('utf8', this.ends[index - 1] ?? 0, this.ends[index])
  }

  eventAt(position: number, nameOf: (ordinal: number) => string | undefined): StoredEvent {
    const index = position - this.firstPosition
    const stream = nameOf(this.streams[index] ?? -1)
    if (stream === undefined) throw corrupt(`the stream of event ${position} has no name`)
    const revision = this.revisions[index] ?? 0
    const recordedAt = instantOfMicros(this.row.recorded_at)
    const notes = this.notes.at(index)
    const json = this.jsonAt(position)
    return notes === undefined
      ? { position, stream, revision, recordedAt, json }
      : { position, stream, revision, recordedAt, json, notes }
  }
}

/** Batches by position; keeps the last one open, because who asks for an event asks for its neighbours next. */
export class BatchReader {
  private last: OpenBatch | undefined

  constructor(private readonly statements: Statements) {}

  batchOf(position: number): OpenBatch {
    if (this.last?.covers(position) === true) return this.last
    const row = this.statements.batchAt.get(position)
    const batch = row === undefined ? undefined : new OpenBatch(row)
    if (batch?.covers(position) !== true) throw corrupt(`the batch of event ${position} is missing`)
    this.last = batch
    return batch
  }

  /** Batches from the one that holds the position, until they hold enough; closes its statement before it returns. */
  batchesFrom(position: number, eventsEnough: number, bytesEnough: number): OpenBatch[] {
    const batches: OpenBatch[] = []
    let [events, bytes, next] = [0, 0, position]
    for (const row of this.statements.batchesFrom.iterate(position)) {
      const batch = new OpenBatch(row)
      if (!batch.covers(next)) throw corrupt(`the batch of event ${next} is missing`)
      batches.push(batch)
      next = batch.lastPosition + 1
      events += batch.count
      bytes += batch.bytes
      if (events >= eventsEnough || bytes >= bytesEnough) break
    }
    return batches
  }

  /** Lets go of the batch that is kept open. */
  forget(): void {
    this.last = undefined
  }
}
