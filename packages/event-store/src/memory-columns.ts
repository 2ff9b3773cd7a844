import { checkColumnValue, newColumnArray } from './column-array'
import { KeyMarker } from './key-marker'
import type { MemoryLog, TakenRows } from './memory-log'
import type { ColumnPage, ColumnSpec } from './port'

/** Takes and marks one row; a value that its column can't hold is thrown here, before anything is stored. */
export const takeRow = (spec: ColumnSpec, { marker }: TakenRows, position: number, payload: unknown): Float64Array => {
  const values = new Float64Array(spec.columns.length)
  spec.take(payload, values)
  marker.mark(values, position, payload)
  spec.columns.forEach((column, at) => checkColumnValue(column, values[at] ?? 0))
  return values
}

/** The rows of this version for the whole log; another version's are dropped and taken again. */
export const takenRows = (log: MemoryLog, spec: ColumnSpec): TakenRows => {
  if (log.taken?.version === spec.version) return log.taken
  const decodeAt = (position: number): unknown => spec.decode(log.events[position - 1]?.json ?? '')
  const taken: TakenRows = { version: spec.version, values: [], marker: new KeyMarker(spec, decodeAt) }
  for (const { position } of log.events) taken.values.push(takeRow(spec, taken, position, decodeAt(position)))
  taken.marker.keep()
  log.taken = taken
  return taken
}

/** Minus zero is written as zero, as JSON would. */
const withoutSign = (value: number): number => value + 0

export const columnPage = (log: MemoryLog, spec: ColumnSpec, firstPosition: number, count: number): ColumnPage => {
  const { values } = takenRows(log, spec)
  const arrays = spec.columns.map((column) => newColumnArray(column, count))
  for (let index = 0; index < count; index++) {
    const row = values[firstPosition - 1 + index]
    arrays.forEach((array, at) => {
      array[index] = withoutSign(row?.[at] ?? 0)
    })
  }
  const isZero = (array: ArrayLike<number>): boolean => Array.prototype.every.call(array, (value) => value === 0)
  return {
    firstPosition,
    count,
    streams: Uint32Array.from(log.streams.slice(firstPosition - 1, firstPosition - 1 + count)),
    columns: arrays.map((array) => (isZero(array) ? undefined : array)),
  }
}
