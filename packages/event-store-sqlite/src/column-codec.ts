import {
  checkColumnValue,
  columnArrayOver,
  columnBytes,
  integersOf,
  newColumnArray,
  type Column,
  type ColumnArray,
  type ColumnSpec,
  type KeyMarker,
} from '@earnback/event-store'
import { grown } from './grown'

const ALIGNMENT = 8

const padded = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

export type ColumnArrays = ReadonlyArray<ColumnArray | undefined>

/** What one range of the log says in columns: the streams of its events, and each column that is not all zero. */
export interface ColumnRange {
  readonly streams: Uint32Array
  readonly columns: ColumnArrays
}

const viewBytes = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** One byte a column that tells whether it is there, the streams, then the columns that are; each part padded to 8 bytes. */
export const encodeColumns = ({ streams, columns }: ColumnRange): Uint8Array => {
  const parts = [Uint8Array.from(columns, (column) => (column === undefined ? 0 : 1)), viewBytes(streams)]
  for (const column of columns) if (column !== undefined) parts.push(viewBytes(column))
  const encoded = new Uint8Array(parts.reduce((sum, part) => sum + padded(part.byteLength), 0))
  let offset = 0
  for (const part of parts) {
    encoded.set(part, offset)
    offset += padded(part.byteLength)
  }
  return encoded
}

const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice())

/** Views on the bytes, copied only where they are not aligned; undefined where the bytes are not of these columns. */
export const decodeColumns = (columns: ReadonlyArray<Column>, count: number, bytes: Uint8Array): ColumnRange | undefined => {
  const source = aligned(bytes)
  const present = source.subarray(0, columns.length)
  const widths = columns.map((column, index) => (present[index] === 1 ? padded(columnBytes(column) * count) : 0))
  let offset = padded(columns.length)
  const streamsEnd = offset + padded(Uint32Array.BYTES_PER_ELEMENT * count)
  if (source.byteLength !== widths.reduce((sum, width) => sum + width, streamsEnd)) return undefined
  const streams = integersOf(source.subarray(offset, offset + Uint32Array.BYTES_PER_ELEMENT * count))
  offset = streamsEnd
  const arrays = columns.map((column, index) => {
    const at = source.byteOffset + offset
    offset += widths[index] ?? 0
    return present[index] === 1 ? columnArrayOver(column, source.buffer as ArrayBuffer, at, count) : undefined
  })
  return { streams, columns: arrays }
}

/** Joins ranges that follow each other into one. */
export const joinColumns = (columns: ReadonlyArray<Column>, ranges: ReadonlyArray<ColumnRange>): ColumnRange => {
  const count = ranges.reduce((sum, range) => sum + range.streams.length, 0)
  const streams = new Uint32Array(count)
  const arrays: Array<ColumnArray | undefined> = columns.map(() => undefined)
  let offset = 0
  for (const range of ranges) {
    streams.set(range.streams, offset)
    columns.forEach((column, index) => {
      const values = range.columns[index]
      if (values === undefined) return
      const array = (arrays[index] ??= newColumnArray(column, count))
      array.set(values, offset)
    })
    offset += range.streams.length
  }
  return { streams, columns: arrays }
}

/** Takes the columns of events one after the other; a column that stays zero is never made. */
export class ColumnTaker {
  private readonly row: Float64Array
  /** Every event's row, one after the other: a column is filled in one go, as one kind of array, when all rows are there. */
  private rows: Float64Array
  private readonly isUsed: boolean[]

  /** `expected` events are made room for; more may come. */
  constructor(
    private readonly spec: ColumnSpec,
    private readonly marker: KeyMarker,
    private readonly firstPosition: number,
    expected: number,
  ) {
    this.row = new Float64Array(spec.columns.length)
    this.rows = new Float64Array(spec.columns.length * expected)
    this.isUsed = spec.columns.map(() => false)
  }

  take(index: number, payload: unknown): void {
    const { row, isUsed, spec, marker, firstPosition } = this
    row.fill(0)
    spec.take(payload, row)
    marker.mark(row, firstPosition + index, payload)
    const width = row.length
    const rows = (this.rows = grown(this.rows, (index + 1) * width))
    for (let at = 0; at < width; at++) {
      const value = row[at] as number
      // Minus zero too is left out, and so written as zero, as JSON would.
      if (value === 0) continue
      checkColumnValue(spec.columns[at] as Column, value)
      rows[index * width + at] = value
      isUsed[at] = true
    }
  }

  /** The columns of as many events as there are streams. */
  taken(streams: Uint32Array): ColumnRange {
    const { columns } = this.spec
    return {
      streams,
      columns: columns.map((column, at) => (this.isUsed[at] ? this.column(column, at, streams.length) : undefined)),
    }
  }

  private column(column: Column, at: number, count: number): ColumnArray {
    const { rows } = this
    const width = this.spec.columns.length
    const array = newColumnArray(column, count)
    for (let index = 0; index < count; index++) array[index] = rows[index * width + at] as number
    return array
  }
}
