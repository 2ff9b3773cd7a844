import type { Column } from './port'

export type ColumnArray = Uint8Array | Uint16Array | Uint32Array | Float64Array

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array }

export const columnBytes = (column: Column): number => ARRAYS[column.type].BYTES_PER_ELEMENT

export const newColumnArray = (column: Column, length: number): ColumnArray => new ARRAYS[column.type](length)

/** A column's values over bytes that are aligned to its width; shares memory. */
export const columnArrayOver = (column: Column, buffer: ArrayBuffer, offset: number, length: number): ColumnArray =>
  new ARRAYS[column.type](buffer, offset, length)

/** Writes a value, and throws where the column's type cannot hold it: a value cut to its low bits would be read as true. */
export const setColumnValue = (column: Column, array: ColumnArray, index: number, value: number): void => {
  // Minus zero is written as zero, as JSON would.
  array[index] = value + 0
  if (array[index] !== value) throw new RangeError(`column ${column.name} is ${column.type} and cannot hold ${value}`)
}
