import { type Fingerprint, fingerprintInto } from '@earnback/kernel'
import {
  bytesOf,
  type ColumnSpec,
  decodeNames,
  encodeNames,
  integersOf,
  type KeyMarker,
  type NamePairs,
} from '@earnback/event-store'
import type { OpenBatch } from './batch-reader'
import { type ColumnRange, ColumnTaker, decodeColumns, encodeColumns } from './column-codec'
import { CacheDamaged, corrupt, readable } from './faults'
import { sealed, unsealed } from './sealed'
import type { ColumnsRow, SegmentRow, Statements } from './statements'

/** No segment holds more events, so that none takes memory without bound; an append of more fills several. */
export const SEGMENT_EVENTS_MAX = 2 ** 16

/** What the caches keep of a range of the log. */
export interface Segment {
  readonly firstPosition: number
  readonly count: number
  readonly names: NamePairs
  /** Two words an event: the high and the low half of its identity's fingerprint. */
  readonly identities: Uint32Array
  readonly columns: ColumnRange
}

export interface Identity {
  readonly source: string
  readonly id: string
}

export const identityIn = (json: string, position: number): Identity => {
  const event = readable(`event ${position}`, () => JSON.parse(json) as Partial<Identity> | null)
  if (typeof event?.source !== 'string' || typeof event.id !== 'string') throw corrupt(`event ${position} has no identity`)
  return { source: event.source, id: event.id }
}

/** Builds a range of the caches from the log alone: names and streams from the batches, the rest from the events' JSON. */
export class SegmentBuilder {
  private readonly names: Array<NamePairs[number]> = []
  private readonly streams: Uint32Array
  private readonly identities: Uint32Array
  private readonly taker: ColumnTaker
  private readonly print: Fingerprint = { high: 0, low: 0 }

  constructor(
    readonly firstPosition: number,
    readonly count: number,
    private readonly spec: ColumnSpec,
    marker: KeyMarker,
  ) {
    this.streams = new Uint32Array(count)
    this.identities = new Uint32Array(count * 2)
    this.taker = new ColumnTaker(spec, marker, firstPosition, count)
  }

  addStreams(batch: OpenBatch): void {
    this.names.push(...batch.names)
    this.streams.set(batch.streams, batch.firstPosition - this.firstPosition)
  }

  /** Takes in one event and answers its fingerprint, which the next call overwrites. */
  addEvent(position: number, json: string): Fingerprint {
    const index = position - this.firstPosition
    const { source, id } = identityIn(json, position)
    fingerprintInto(source, id, this.print)
    this.identities[index * 2] = this.print.high
    this.identities[index * 2 + 1] = this.print.low
    this.taker.take(index, this.spec.decode(json))
    return this.print
  }

  built(): Segment {
    const { firstPosition, count, names, identities, taker, streams } = this
    return { firstPosition, count, names, identities, columns: taker.taken(streams) }
  }
}

/** Segments are built in the order of the log: which event is the first of its key depends on all before it. */
export const segmentOf = (
  { firstPosition, count }: { readonly firstPosition: number; readonly count: number },
  batches: Iterable<OpenBatch>,
  spec: ColumnSpec,
  marker: KeyMarker,
): Segment => {
  const builder = new SegmentBuilder(firstPosition, count, spec, marker)
  for (const batch of batches) {
    builder.addStreams(batch)
    for (let position = batch.firstPosition; position <= batch.lastPosition; position++) {
      builder.addEvent(position, batch.jsonAt(position))
    }
  }
  return builder.built()
}

type SealedSegment = Omit<SegmentRow, 'first_position' | 'count'>

/** A segment's blobs as they stand in the file. */
export const sealSegment = ({ firstPosition, count, names, identities, columns }: Segment): SealedSegment => ({
  names: sealed({ kind: 'names', firstPosition, count }, encodeNames(names)),
  streams: sealed({ kind: 'streams', firstPosition, count }, bytesOf(columns.streams)),
  identities: sealed({ kind: 'identities', firstPosition, count }, bytesOf(identities)),
})

export const sealColumns = ({ firstPosition, count, columns }: Segment, version: string): Buffer =>
  sealed({ kind: 'columns', firstPosition, count, version }, encodeColumns(columns))

export const insertSegment = (statements: Statements, segment: Segment, version: string): void => {
  const { firstPosition, count } = segment
  const { names, streams, identities } = sealSegment(segment)
  statements.insertSegment.run(firstPosition, count, names, streams, identities)
  statements.insertColumns.run(firstPosition, count, version, sealColumns(segment, version))
}

const opened = (kind: 'names' | 'streams' | 'identities', row: Ranged, blob: Buffer): Buffer => {
  const bytes = unsealed({ kind, firstPosition: row.first_position, count: row.count }, blob)
  if (bytes === undefined) throw new CacheDamaged(`the ${kind} of the segment at ${row.first_position} are damaged`)
  return bytes
}

interface Ranged {
  readonly first_position: number
  readonly count: number
}

export const namesIn = (row: Ranged & Pick<SegmentRow, 'names'>): NamePairs => decodeNames(opened('names', row, row.names))

export const streamsIn = (row: Ranged & Pick<SegmentRow, 'streams'>): Uint32Array =>
  integersOf(opened('streams', row, row.streams))

export const identitiesIn = (row: Ranged & Pick<SegmentRow, 'identities'>): Uint32Array =>
  integersOf(opened('identities', row, row.identities))

/** The columns of a row, or undefined where they are of another version, damaged or missing. */
export const columnsIn = (
  spec: ColumnSpec,
  row: Ranged & { readonly version: string | null; readonly data: ColumnsRow['data'] | null },
): ColumnRange | undefined => {
  if (row.data === null || row.version !== spec.version) return undefined
  const binding = { kind: 'columns', firstPosition: row.first_position, count: row.count, version: row.version } as const
  const bytes = unsealed(binding, row.data)
  return bytes === undefined ? undefined : decodeColumns(spec.columns, row.count, bytes)
}
