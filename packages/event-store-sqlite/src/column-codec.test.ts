import * as fc from 'fast-check'
import { type Column, KeyMarker } from '@earnback/event-store'
import { ColumnTaker, decodeColumns, encodeColumns, joinColumns, type ColumnRange } from './column-codec'

const COLUMNS: ReadonlyArray<Column> = [
  { name: 'a', type: 'u8' },
  { name: 'b', type: 'f64' },
  { name: 'c', type: 'u16' },
  { name: 'd', type: 'u32' },
]

const rowArbitrary = fc.tuple(
  fc.constantFrom(0, 0, 255),
  fc.oneof(fc.constant(0), fc.double({ noNaN: true })),
  fc.constantFrom(0, 65_535),
  fc.constantFrom(0, 0xffffffff),
)

const rangeOf = (rows: ReadonlyArray<ReadonlyArray<number>>): ColumnRange => {
  const spec = {
    version: '1',
    columns: COLUMNS,
    take: (payload: unknown, row: Float64Array) => row.set(payload as number[]),
    decode: () => undefined,
  }
  const taker = new ColumnTaker(spec, new KeyMarker(spec, () => undefined), 1, rows.length)
  rows.forEach((row, index) => taker.take(index, row))
  return taker.taken(Uint32Array.from(rows, (_, index) => index * 3))
}

const rowsOf = ({ streams, columns }: ColumnRange): number[][] =>
  Array.from(streams, (_, index) => columns.map((column) => column?.[index] ?? 0))

const normal = (rows: ReadonlyArray<ReadonlyArray<number>>): number[][] => rows.map((row) => row.map((value) => value + 0))

describe('Columns', () => {
  it('come back as they were taken, from bytes at any alignment', () => {
    fc.assert(
      fc.property(fc.array(rowArbitrary, { minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 9 }), (rows, shift) => {
        const encoded = encodeColumns(rangeOf(rows))
        const shifted = new Uint8Array(encoded.byteLength + shift)
        shifted.set(encoded, shift)
        const decoded = decodeColumns(COLUMNS, rows.length, shifted.subarray(shift))
        expect(decoded && rowsOf(decoded)).toEqual(normal(rows))
        expect(decoded?.streams).toEqual(Uint32Array.from(rows, (_, index) => index * 3))
      }),
    )
  })

  it('that are joined have the bytes of the same rows taken at once', () => {
    fc.assert(
      fc.property(fc.array(fc.array(rowArbitrary, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 6 }), (parts) => {
        const whole = rangeOf(parts.flat())
        const joined = joinColumns(COLUMNS, parts.map(rangeOf))
        expect(encodeColumns({ ...joined, streams: whole.streams })).toEqual(encodeColumns(whole))
      }),
    )
  })

  it('are not read from bytes of another length', () => {
    const encoded = encodeColumns(rangeOf([[1, 2, 3, 4]]))
    expect(decodeColumns(COLUMNS, 2, encoded)).toBeUndefined()
    expect(decodeColumns(COLUMNS, 1, encoded.subarray(0, 8))).toBeUndefined()
    expect(decodeColumns(COLUMNS.slice(1), 1, encoded)).toBeUndefined()
  })
})
