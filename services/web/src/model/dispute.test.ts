import * as fc from 'fast-check'
import { eventWith, jpy, lineWith, pointWith, progressWith } from '../../test/told'
import { ChartSums } from './chart-data'
import { csvOf, ndjsonOf } from './csv'
import { diffOf } from './diff'
import { rowsInView } from './rows-in-view'
import { knotAt, KnotSets, placeOf, withNamed } from './snap'
import { microsOfInstant } from './instant'
import { whatIfOf } from './what-if'

const TIMES = ['2026-09-01T00:00:00.000Z', '2026-09-02T00:00:00.000001Z', '2026-09-03T00:00:00.000Z']
const KNOTS = Float64Array.from(TIMES, microsOfInstant)

describe('Sliders', () => {
  it('stand at what happened, and at what was recorded or calculated', () => {
    const [first, second, third] = TIMES as [string, string, string]
    const events = [
      eventWith({ occurredAt: second, recordedAt: third, calculatedAt: null }),
      eventWith({ occurredAt: first, recordedAt: second, calculatedAt: third }),
    ]
    expect(new KnotSets().add(events).sorted()).toEqual({ asOf: KNOTS.slice(0, 2), knownAt: KNOTS.slice(1) })
  })

  it('snap to the last event that is not after an instant; behind the last is everything', () => {
    expect(placeOf(KNOTS, '2026-09-02T00:00:00.000Z')).toBe(0)
    expect(placeOf(KNOTS, '2026-09-02T00:00:00.000001Z')).toBe(1)
    expect(placeOf(KNOTS, '2030-01-01T00:00:00.000Z')).toBe(2)
    expect(placeOf(KNOTS, '2000-01-01T00:00:00.000Z')).toBe(0)
    expect([placeOf(KNOTS, undefined), knotAt(KNOTS, 3), knotAt(KNOTS, 1)]).toEqual([3, undefined, TIMES[1]])
  })

  it('take in what a link names, and stay the same list where it is there already', () => {
    expect(withNamed(KNOTS, TIMES[1])).toBe(KNOTS)
    expect(withNamed(KNOTS, undefined)).toBe(KNOTS)
    expect(withNamed(KNOTS, '2026-09-02T00:00:00.000Z')).toHaveLength(4)
  })
})

describe('A comparison', () => {
  const then = pointWith({
    knownAt: '2026-09-04T12:00:00.000Z',
    progress: progressWith({ reported: jpy('100'), calculated: jpy('0') }),
  })
  const pending = lineWith({ spendId: 'waits', verdict: 'PENDING_CALCULATION', calculatedAmount: jpy('0') })

  it('tells each line that appeared or changed, and why', () => {
    const from = { ...then, lines: [pending, lineWith({ spendId: 'same' }), lineWith({ spendId: 'fixed' })] }
    const corrections = [{ recordedAt: '2026-09-05T00:00:00.000Z', delta: jpy('-40') }]
    const to = pointWith({
      lines: [
        lineWith({ spendId: 'waits' }),
        lineWith({ spendId: 'same' }),
        lineWith({ spendId: 'fixed', qualifyingAmount: jpy('60'), corrections }),
        lineWith({ spendId: 'news', recordedAt: '2026-09-06T00:00:00.000Z', qualifyingAmount: jpy('750') }),
      ],
    })
    const { changes, reported, calculated } = diffOf(from, to)
    expect(changes.map(({ line, difference, why }) => [line.spendId, difference.amount, why])).toEqual([
      ['news', '750', 'recorded at 2026-09-06 00:00:00 UTC'],
      ['fixed', '-40', 'corrected at 2026-09-05 00:00:00 UTC'],
      ['waits', '0', 'a calculation took it in'],
    ])
    expect([reported, calculated]).toEqual([jpy('9300'), jpy('9400')])
  })

  it('finds nothing between a point and itself', () => {
    const point = pointWith({ lines: [pending, lineWith()] })
    expect(diffOf(point, point)).toMatchObject({ changes: [], reported: jpy('0'), calculated: jpy('0') })
  })
})

describe('What if', () => {
  const lines = [
    lineWith({
      spendId: 'early',
      occurredAt: '2026-09-03T10:59:59.999999Z',
      verdict: 'BEFORE_ACTIVATION',
      qualifyingAmount: jpy('0'),
    }),
    lineWith({ spendId: 'counts', occurredAt: '2026-09-17T10:59:59.999999Z', qualifyingAmount: jpy('90') }),
    lineWith({ spendId: 'tax', verdict: 'TAX_OR_FEE', qualifyingAmount: jpy('0') }),
  ]
  const point = pointWith({ lines, progress: progressWith({ reported: jpy('90') }) })

  it('another activation moves the window, to the microsecond, and lets in what time alone kept out', () => {
    expect(whatIfOf(point, '2026-09-03T10:59:59.999999Z')).toMatchObject({ qualifying: jpy('0'), gained: 0, lost: 1 })
    const earlier = whatIfOf(point, '2026-09-03T10:59:59.999998Z')
    expect(earlier).toMatchObject({ qualifying: jpy('100'), difference: jpy('10'), gained: 1, lost: 1, isReached: false })
    expect(earlier?.windowEndsAt).toBe('2026-09-17T10:59:59.999998Z')
  })

  it('at the activation as it was gives what is', () => {
    expect(whatIfOf(point, '2026-09-03T11:00:00.000Z')).toMatchObject({
      qualifying: jpy('90'),
      difference: jpy('0'),
      gained: 0,
      lost: 0,
    })
  })
})

describe('An export', () => {
  const placed = { origin: { topic: 't', partition: 0, offset: 7 }, calculatedAt: '2026-09-04T06:00:00.000Z' }
  const exported = (line: ReturnType<typeof lineWith>) => ({
    ...{ couponId: 'c1', asOf: undefined, knownAt: '2026-09-18T12:00:00.000Z', position: 9 },
    lines: [{ ...line, ...placed }],
  })
  const cells = (line: ReturnType<typeof lineWith>): string => csvOf(exported(line)).split('\r\n')[1] ?? ''

  it.each(['=', '+', '-', '@', '\t', '\r'])(
    'keeps text that starts with %j from being taken for a formula, and leaves numbers alone',
    (sign) => {
      const row = cells(lineWith({ spendId: `${sign}cmd`, amount: jpy('-12.5') }))
      expect(row.startsWith(sign === '\r' ? '"\'\rcmd"' : `'${sign}cmd,`)).toBe(true)
      expect(cells(lineWith({ amount: jpy('-12.5') }))).toContain(',-12.5,JPY,')
    },
  )

  it('quotes what has commas, quotes and line breaks', () => {
    expect(cells(lineWith({ spendId: 'a,"b"' }))).toMatch(/^"a,""b""",/)
    expect(cells(lineWith())).toContain('"t, partition 0, offset 7"')
  })

  it('as NDJSON says in each line for which point it stands', () => {
    const text = ndjsonOf(exported(lineWith()))
    expect(text.endsWith('\n')).toBe(true)
    expect(JSON.parse(text)).toMatchObject({
      couponId: 'c1',
      asOf: null,
      knownAt: '2026-09-18T12:00:00.000Z',
      logPosition: 9,
      spendId: 's1',
      origin: { offset: 7 },
    })
  })
})

describe('The chart', () => {
  it('adds up by the time of the spend, and as the advertiser saw it by the time of the calculation', () => {
    const lines = [
      lineWith({
        position: 1,
        occurredAt: '2026-09-04T00:00:00.000Z',
        verdict: 'BEFORE_ACTIVATION',
        qualifyingAmount: jpy('0'),
        calculatedAmount: jpy('0'),
      }),
      lineWith({ position: 2, occurredAt: '2026-09-04T00:00:01.000Z' }),
    ]
    const sums = new ChartSums('JPY')
    for (const line of lines) sums.add([{ ...line, calculatedAt: '2026-09-04T03:00:00.000Z' }])
    const data = sums.data()
    expect(data.everything).toEqual([100, 200, 200])
    expect(data.qualifying).toEqual([0, 100, 100])
    expect(data.seen).toEqual([0, 0, 100])
  })
})

describe('The chart of very many lines', () => {
  it('has no more points than can be told apart, and ends at the exact sums', () => {
    const sums = new ChartSums('JPY')
    const at = (index: number): string => new Date(index * 1_000).toISOString()
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      lineWith({ position: index, occurredAt: at(index), calculatedAt: at(index + 500) }),
    )
    for (let from = 0; from < lines.length; from += 1_000) sums.add(lines.slice(from, from + 1_000))
    const { seconds, qualifying, everything, seen } = sums.data()
    expect(seconds.length).toBeGreaterThan(4_000)
    expect(seconds.length).toBeLessThan(5_100)
    expect(seconds).toEqual([...seconds].sort((one, other) => one - other))
    expect([qualifying, everything, seen].map((list) => list.at(-1))).toEqual([2e6, 2e6, 2e6])
  })
})

describe('The rows in view', () => {
  it('are few, and with the space above and below them as high as all', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(4_000_000), (count, scrollTop) => {
        const { from, to, above, below } = rowsInView(count, 36, scrollTop, 432)
        expect(above + (to - from) * 36 + below).toBe(count * 36)
        expect(to - from).toBeLessThanOrEqual(33)
      }),
    )
  })
})
