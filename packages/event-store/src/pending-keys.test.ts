import * as fc from 'fast-check'
import { PendingKeys } from './pending-keys'

const key = fc.record({ high: fc.constantFrom(0, 1, 0xffffffff), low: fc.constantFrom(0, 1, 64, 128, 0xffffffff) })

const found = (pending: PendingKeys, high: number, low: number): unknown[] => {
  const payloads: unknown[] = []
  for (let place = pending.find(high, low); place !== -1; place = pending.findNext(high, low))
    payloads.push(pending.payloadOf(place))
  return payloads
}

describe('keys that wait for their commit', () => {
  it('are found by their fingerprint, each once, before and after the table grew and was emptied', () => {
    fc.assert(
      fc.property(fc.array(fc.array(key, { maxLength: 200 }), { maxLength: 4 }), (rounds) => {
        const pending = new PendingKeys()
        for (const keys of rounds) {
          keys.forEach(({ high, low }, at) => {
            const before = keys.flatMap((other, index) => (index < at && other.high === high && other.low === low ? [index] : []))
            expect(found(pending, high, low).sort()).toEqual(before.sort())
            pending.add(high, low, at + 1, at)
          })
          const visited: number[] = []
          pending.each((high, low, position) => {
            expect(keys[position - 1]).toEqual({ high, low })
            visited.push(position)
          })
          expect(visited).toEqual(keys.map((_, at) => at + 1))
          pending.clear()
          expect(found(pending, 1, 1)).toEqual([])
        }
      }),
    )
  })

  it('grow again after a small append has let go of what a large one had left', () => {
    const keys = new PendingKeys()
    const fill = (count: number): void => {
      for (let key = 1; key <= count; key++) {
        expect(keys.find(key, key)).toBe(-1)
        keys.add(key, key, key, `p${key}`)
      }
      for (let key = 1; key <= count; key++) expect(keys.payloadOf(keys.find(key, key))).toBe(`p${key}`)
      keys.clear()
    }
    for (const count of [1_000, 2, 1_000, 1, 40, 3_000]) fill(count)
  })
})
