import * as fc from 'fast-check'
import { KeyMarker } from './key-marker'
import type { ColumnSpec } from './port'

interface Keyed {
  readonly key: string
  readonly says: string
}

/** Every key shares one of three fingerprints, so that the fingerprint alone decides nothing. */
const spec: ColumnSpec = {
  version: '1',
  columns: [
    { name: 'mark', type: 'u8' },
    { name: 'high', type: 'u32' },
    { name: 'low', type: 'u32' },
  ],
  take: (payload, row) => {
    row[1] = (payload as Keyed).key.length % 2
    row[2] = 7
  },
  decode: () => undefined,
  key: {
    mark: 0,
    high: 1,
    low: 2,
    compare: (earlier, later) => {
      const [first, second] = [earlier as Keyed, later as Keyed]
      return first.key !== second.key ? 0 : first.says === second.says ? 1 : 2
    },
  },
}

const keyed = fc.record({ key: fc.constantFrom('a', 'b', 'cc', 'dd', ''), says: fc.constantFrom('x', 'y') })

const marksOf = (appends: ReadonlyArray<ReadonlyArray<Keyed>>, fails: (append: number) => boolean): number[] => {
  const log: Keyed[] = []
  const marker = new KeyMarker(spec, (position) => log[position - 1])
  const marks: number[] = []
  appends.forEach((events, append) => {
    const marked = events.map((event, index) => {
      const row = new Float64Array(3)
      spec.take(event, row)
      marker.mark(row, log.length + index + 1, event)
      return row[0] ?? 0
    })
    if (fails(append)) return marker.forgetPending()
    log.push(...events)
    marks.push(...marked)
    marker.keep()
  })
  return marks
}

describe('the first event of a key', () => {
  it('is told from the later ones by the events themselves, however they are appended (R37)', () => {
    fc.assert(
      fc.property(fc.array(fc.array(keyed, { maxLength: 6 }), { maxLength: 8 }), (appends) => {
        const events = appends.flat()
        const expected = events.map((event, index) => {
          const first = events.slice(0, index).find(({ key }) => key === event.key)
          return first === undefined ? 0 : first.says === event.says ? 1 : 2
        })
        expect(marksOf(appends, () => false)).toEqual(expected)
      }),
    )
  })

  it('is not an event whose append failed', () => {
    const [one, again] = [[{ key: 'a', says: 'x' }], [{ key: 'a', says: 'x' }]]
    expect(marksOf([one, again], (append) => append === 0)).toEqual([0])
    expect(marksOf([one, again], () => false)).toEqual([0, 1])
  })

  it('has no key where its fingerprint is zero', () => {
    const marker = new KeyMarker(spec, () => undefined)
    const rows = [1, 2].map((position) => {
      const row = new Float64Array(3)
      marker.mark(row, position, { key: 'a', says: 'x' })
      return row[0]
    })
    expect(rows).toEqual([0, 0])
  })
})
