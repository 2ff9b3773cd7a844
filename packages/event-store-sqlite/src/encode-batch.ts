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
import { grown } from './grown'
import type { Segment } from './segment'
import type { StreamIndex } from './stream-index'

/** An append is cut into rows of the log, for a reader that wants one event reads its whole row; this size costs an append little and a look-up less. */
export const ROW_CHARS_MAX = 64 * 1024
const EVENT_CHARS_MAX = 128 * 1024 * 1024
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const BYTES_PER_CHAR_MAX = 3
const SCRATCH_BYTES_MAX = 16 * 1024 * 1024

/** Throws where the event is too long to be stored. */
export const checkLength = ({ json: { length } }: NewEvent): void => {
  if (length > EVENT_CHARS_MAX) throw new RangeError(`an event of ${length} characters; at most ${EVENT_CHARS_MAX} can be stored`)
}

const checkWellFormed = ({ id, json }: NewEvent): void => {
  if (!json.isWellFormed()) throw new TypeError(`event ${id} holds half a surrogate pair, which UTF-8 cannot`)
}

/** Throws where the event's text cannot be stored. */
export const checkText = (event: NewEvent): void => {
  checkLength(event)
  checkWellFormed(event)
}

export interface Placement {
  readonly firstPosition: number
  readonly recordedAt: number
  readonly previousHash: Uint8Array
}

/** The part of the caches that an append fills, row by row of the log. */
export class SegmentDraft {
  readonly names: Array<readonly [number, string]> = []
  readonly taker: ColumnTaker
  private streams: Uint32Array
  count = 0

  /** `expected` events are made room for; more may come. */
  constructor(
    spec: ColumnSpec,
    marker: KeyMarker,
    readonly firstPosition: number,
    expected: number,
  ) {
    this.streams = new Uint32Array(expected)
    this.taker = new ColumnTaker(spec, marker, firstPosition, expected)
  }

  /** Takes in the next event. */
  add(ordinal: number, payload: unknown): void {
    this.streams = grown(this.streams, this.count + 1)
    this.streams[this.count] = ordinal
    this.taker.take(this.count, payload)
    this.count++
  }

  /** The streams of the events from the place `from` on. */
  streamsFrom(from: number): Uint32Array {
    return this.streams.subarray(from, this.count)
  }

  segment(identities: Uint32Array): Segment {
    const { firstPosition, count, names, taker } = this
    return { firstPosition, count, names, identities, columns: taker.taken(this.streamsFrom(0)) }
  }
}

/** Turns events into rows of the log; claims their revisions. Keeps one buffer and uses it again. */
export class BatchEncoder {
  private scratch = Buffer.allocUnsafe(0)

  encode(events: ReadonlyArray<NewEvent>, index: StreamIndex, draft: SegmentDraft, placement: Placement): Batch {
    const count = events.length
    const revisions = new Uint32Array(count)
    const ends = new Uint32Array(count)
    const [namesBefore, eventsBefore] = [draft.names.length, draft.count]
    const notes: Array<NotePairs[number]> = []
    const body = this.encodeBody(events, ends)
    for (let at = 0; at < count; at++) {
      const event = events[at] as NewEvent
      let ordinal = index.ordinalOf(event.stream)
      if (ordinal === undefined) {
        ordinal = index.addName(event.stream)
        draft.names.push([ordinal, event.stream])
      }
      revisions[at] = index.claim(ordinal)
      if (event.notes !== undefined) notes.push([at, event.notes])
      draft.add(ordinal, event.payload)
    }
    return {
      ...placement,
      count,
      names: encodeNames(draft.names.slice(namesBefore)),
      notes: encodeNotes(notes),
      streams: bytesOf(draft.streamsFrom(eventsBefore)),
      revisions: bytesOf(revisions),
      ends: bytesOf(ends),
      body,
    }
  }

  /** The texts in UTF-8, one after the other, and where each ends. Texts of ASCII alone are joined and copied at once. */
  private encodeBody(events: ReadonlyArray<NewEvent>, ends: Uint32Array): Buffer {
    const texts = events.map(({ json }) => json)
    const joined = texts.join('')
    const buffer = this.bufferFor(joined.length)
    // Only where every character takes one byte is the length in UTF-8 that of the text.
    const isAscii = Buffer.byteLength(joined) === joined.length
    if (isAscii) buffer.write(joined, 0, 'latin1')
    let end = 0
    for (let at = 0; at < texts.length; at++) {
      const text = texts[at] as string
      if (!isAscii) checkWellFormed(events[at] as NewEvent)
      end += isAscii ? text.length : buffer.write(text, end)
      ends[at] = end
    }
    return buffer.subarray(0, end)
  }

  private bufferFor(chars: number): Buffer {
    const bytes = chars * BYTES_PER_CHAR_MAX
    if (bytes > SCRATCH_BYTES_MAX) return Buffer.allocUnsafe(bytes)
    if (bytes > this.scratch.byteLength) this.scratch = Buffer.allocUnsafeSlow(bytes)
    return this.scratch
  }
}
