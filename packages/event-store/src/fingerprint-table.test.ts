import * as fc from 'fast-check'
import { type Fingerprint, fingerprintInto } from '@earnback/kernel'
import { FingerprintTable } from './fingerprint-table'

const candidates = (table: FingerprintTable, high: number, low: number): number[] => {
  const found: number[] = []
  for (let position = table.find(high, low); position !== 0; position = table.findNext()) found.push(position)
  return found
}

describe('The identity table', () => {
  it('finds nothing while it is empty', () => {
    expect(candidates(new FingerprintTable(), 0, 0)).toEqual([])
    expect(candidates(new FingerprintTable(), 0xffffffff, 0xffffffff)).toEqual([])
  })

  it('finds every position that was added under a fingerprint, through every growth', () => {
    const table = new FingerprintTable()
    const print: Fingerprint = { high: 0, low: 0 }
    const count = 60_000
    for (let index = 0; index < count; index++) {
      fingerprintInto('source', `id-${index}`, print)
      table.add(print.high, print.low, index + 1)
    }
    let others = 0
    for (let index = 0; index < count; index++) {
      fingerprintInto('source', `id-${index}`, print)
      const found = candidates(table, print.high, print.low)
      if (!found.includes(index + 1)) throw new Error(`position ${index + 1} is lost`)
      others += found.length - 1
      fingerprintInto('source', `none-${index}`, print)
      others += candidates(table, print.high, print.low).length
    }
    expect(others).toBeLessThan(10)
  })

  it('keeps all of those that share a fingerprint, and all that share a shard', () => {
    const word = fc.oneof(fc.constantFrom(0, 1, 0xff, 0x80000000, 0xffffffff), fc.integer({ min: 0, max: 0xffffffff }))
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { maxLength: 500 }), (prints) => {
        const table = new FingerprintTable()
        prints.forEach(([high, low], index) => table.add(high, low, index + 1))
        prints.forEach(([high, low]) => {
          const same = prints.flatMap(([otherHigh, otherLow], index) =>
            otherHigh === high && otherLow === low ? [index + 1] : [],
          )
          expect(candidates(table, high, low)).toEqual(expect.arrayContaining(same))
        })
      }),
      { numRuns: 200 },
    )
  })

  it('takes positions up to 2^32 - 1', () => {
    const table = new FingerprintTable()
    table.add(7, 7, 0xffffffff)
    expect(candidates(table, 7, 7)).toEqual([0xffffffff])
  })
})
