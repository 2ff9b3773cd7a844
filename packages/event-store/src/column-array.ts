import type { Column } from './port'

export type ColumnArray = Uint8Array | Uint16Array | Uint32Array | Float64Array

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array }

export const columnBytes = (column: Column): number => ARRAYS[column.type].BYTES_PER_ELEMENT

export const newColumnArray = (column: Column, length: number): ColumnArray => new ARRAYS[column.type](length)

/** A column's values over bytes that are aligned to its width; shares memory. */
export const columnArrayOver = (column: Column, buffer: ArrayBuffer, offset: number, length: number): ColumnArray =>
  new ARRAYS[column.type](buffer, offset, length)

const MAXIMA = { u8: 2 ** 8 - 1, u16: 2 ** 16 - 1, u32: 2 ** 32 - 1 }

/** Throws where the column's type cannot hold the value: cut to its low bits it would be read as true. */
export const checkColumnValue = ({ name, type }: Column, value: number): void => {
  const isHeld = type === 'f64' ? !Number.isNaN(value) : Number.isInteger(value) && value >= 0 && value <= MAXIMA[type]
  if (!isHeld) throw new RangeError(`column ${name} is ${type} and cannot hold ${value}`)
}
