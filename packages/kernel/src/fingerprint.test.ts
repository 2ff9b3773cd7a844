import * as fc from 'fast-check'
import { fingerprintInto } from './fingerprint'

const fingerprint = (source: string, id: string): string => {
  const into = { high: 0, low: 0 }
  fingerprintInto(source, id, into)
  return `${into.high}:${into.low}`
}

describe('a fingerprint of source and id', () => {
  test('is the same for the same two texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (source, id) => expect(fingerprint(source, id)).toBe(fingerprint(source, id))),
    )
  })

  test('differs where the boundary between source and id has moved', () => {
    expect(fingerprint('/billing/a', 'b')).not.toBe(fingerprint('/billing/', 'ab'))
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(), (whole, one, other) => {
        const [left, right] = [one % (whole.length + 1), other % (whole.length + 1)]
        fc.pre(left !== right)
        expect(fingerprint(whole.slice(0, left), whole.slice(left))).not.toBe(
          fingerprint(whole.slice(0, right), whole.slice(right)),
        )
      }),
    )
  })

  test('is two unsigned 32-bit halves', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (source, id) => {
        const into = { high: -1, low: -1 }
        fingerprintInto(source, id, into)
        for (const half of [into.high, into.low]) expect(half >= 0 && half < 2 ** 32 && Number.isInteger(half)).toBe(true)
      }),
    )
  })

  test('of a hundred thousand numbered ids meets no other', () => {
    const seen = new Set(Array.from({ length: 100_000 }, (_, index) => fingerprint('/csv', `spend-${index}`)))
    expect(seen.size).toBe(100_000)
  })
})
