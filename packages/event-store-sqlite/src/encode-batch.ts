import {
  type Batch,
  bytesOf,
  type ColumnSpec,
  encodeNames,
  encodeNotes,
  type KeyMarker,
  type NewEvent,
  type NotePairs,
} from '@earnback/event-store'
import { ColumnTaker } from './column-codec'
import type { Segment } from './segment'
import type { StreamIndex } from './stream-index'

const BATCH_EVENTS_MAX = 65_536
const BATCH_CHARS_MAX = 32 * 1024 * 1024
const EVENT_CHARS_MAX = 128 * 1024 * 1024
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const BYTES_PER_CHAR_MAX = 3
const SCRATCH_BYTES_MAX = 16 * 1024 * 1024

/** Where the batch ends that starts at `from`: an append is cut only where a row of the log would grow unwieldy. */
export const batchEnd = (events: ReadonlyArray<NewEvent>, from: number): number => {
  let chars = 0
  let end = from
  while (end < events.length && end - from < BATCH_EVENTS_MAX) {
    const { length } = events[end]?.json ?? ''
    if (length > EVENT_CHARS_MAX)
      throw new RangeError(`an event of ${length} characters; at most ${EVENT_CHARS_MAX} can be stored`)
    if (end > from && chars + length > BATCH_CHARS_MAX) break
    chars += length
    end++
  }
  return end
}

export interface EncodedBatch {
  readonly batch: Batch
  readonly segment: Segment
}

export interface Placement {
  readonly firstPosition: number
  readonly recordedAt: number
  readonly previousHash: Uint8Array
  readonly identities: Uint32Array
}

/** Turns events into a row of the log and its part of the caches; claims their revisions. Keeps one buffer and uses it again. */
export class BatchEncoder {
  private scratch = Buffer.allocUnsafe(0)

  constructor(private readonly spec: ColumnSpec) {}

  encode(events: ReadonlyArray<NewEvent>, index: StreamIndex, marker: KeyMarker, placement: Placement): EncodedBatch {
    const count = events.length
    const streams = new Uint32Array(count)
    const revisions = new Uint32Array(count)
    const ends = new Uint32Array(count)
    const names: Array<readonly [number, string]> = []
    const notes: Array<NotePairs[number]> = []
    const taker = new ColumnTaker(this.spec, marker, placement.firstPosition, count)
    const body = this.bufferFor(events)
    let end = 0
    events.forEach((event, at) => {
      let ordinal = index.ordinalOf(event.stream)
      if (ordinal === undefined) {
        ordinal = index.addName(event.stream)
        names.push([ordinal, event.stream])
      }
      streams[at] = ordinal
      revisions[at] = index.claim(ordinal)
      if (!event.json.isWellFormed()) throw new TypeError(`event ${event.id} holds half a surrogate pair, which UTF-8 cannot`)
      end += body.write(event.json, end)
      ends[at] = end
      if (event.notes !== undefined) notes.push([at, event.notes])
      taker.take(at, event.payload)
    })
    const { firstPosition, recordedAt, previousHash, identities } = placement
    return {
      batch: {
        firstPosition,
        count,
        recordedAt,
        previousHash,
        names: encodeNames(names),
        notes: encodeNotes(notes),
        streams: bytesOf(streams),
        revisions: bytesOf(revisions),
        ends: bytesOf(ends),
        body: body.subarray(0, end),
      },
      segment: { firstPosition, count, names, identities, columns: taker.taken(streams) },
    }
  }

  private bufferFor(events: ReadonlyArray<NewEvent>): Buffer {
    let chars = 0
    for (const event of events) chars += event.json.length
    const bytes = chars * BYTES_PER_CHAR_MAX
    if (bytes > SCRATCH_BYTES_MAX) return Buffer.allocUnsafe(bytes)
    if (bytes > this.scratch.byteLength) this.scratch = Buffer.allocUnsafeSlow(bytes)
    return this.scratch
  }
}
