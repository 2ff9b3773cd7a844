import * as fc from 'fast-check'
import { ExactSum, INLINE_MICROS_MAX } from './exact-sum'

const near = (centre: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.max(centre - 3, -INLINE_MICROS_MAX), max: Math.min(centre + 3, INLINE_MICROS_MAX) })

const inline = fc.oneof(
  near(INLINE_MICROS_MAX),
  near(-INLINE_MICROS_MAX),
  near(0),
  near(INLINE_MICROS_MAX / 2),
  fc.integer({ min: -INLINE_MICROS_MAX, max: INLINE_MICROS_MAX }),
)

describe('an exact sum', () => {
  test('equals the sum of bigints, also where it crosses 2^52 and 2^53', () => {
    const added = fc.oneof(inline, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }))
    fc.assert(
      fc.property(fc.array(added, { maxLength: 50 }), (all) => {
        const sum = new ExactSum()
        let expected = 0n
        for (const micros of all) {
          if (typeof micros === 'bigint') sum.addExact(micros)
          else sum.add(micros)
          expected += BigInt(micros)
          expect(sum.value).toBe(expected)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('keeps the last unit of a sum that no number can hold', () => {
    const sum = new ExactSum()
    sum.add(INLINE_MICROS_MAX)
    sum.add(INLINE_MICROS_MAX)
    sum.add(1)
    expect(sum.value).toBe(2n ** 53n + 1n)
  })

  test('is zero when nothing was added', () => {
    expect(new ExactSum().value).toBe(0n)
  })
})
