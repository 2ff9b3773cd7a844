import * as fc from 'fast-check'
import { BAR_CHARS, barParts, percent } from './bar'

const sizes = (calculated: bigint, reported: bigint, threshold: bigint): ReadonlyArray<number> => {
  const { counted, pending, missing } = barParts(calculated, reported, threshold)
  return [counted.length, pending.length, missing.length]
}

test('the bar has a counted, a pending and a missing part', () => {
  expect(sizes(50n, 75n, 100n)).toEqual([20, 10, 10])
  expect(barParts(50n, 75n, 100n)).toEqual({ counted: '█'.repeat(20), pending: '▒'.repeat(10), missing: '·'.repeat(10) })
})

test('one micro below the threshold is not a full bar (R32)', () => {
  expect(sizes(9_999_999_999n, 9_999_999_999n, 10_000_000_000n)).toEqual([39, 0, 1])
  expect(sizes(10_000_000_000n, 10_000_000_000n, 10_000_000_000n)).toEqual([40, 0, 0])
})

test('what will be taken off is hatched out of the counted part', () => {
  expect(sizes(100n, 50n, 100n)).toEqual([20, 20, 0])
})

test('the parts always fill the bar', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 70n }),
      fc.bigInt({ min: 0n, max: 2n ** 70n }),
      fc.bigInt({ min: 1n, max: 2n ** 63n }),
      (one, other, threshold) => {
        expect(sizes(one, other, threshold).reduce((sum, size) => sum + size, 0)).toBe(BAR_CHARS)
      },
    ),
  )
})

test.each([
  [0n, 3n, '0 %'],
  [1n, 3n, '33.3 %'],
  [9_999n, 10_000n, '99.9 %'],
  [10_000n, 10_000n, '100 %'],
  [-1n, 2n, '-50 %'],
])('%d of %d is %s', (part, whole, text) => {
  expect(percent(part, whole)).toBe(text)
})
