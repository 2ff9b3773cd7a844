import { currencyNumber } from '@earnback/kernel'
import * as fc from 'fast-check'
import { type Verdict, VERDICTS } from '../verdict'
import { type CountingWindow, judge, type JudgedLine } from './judge'

const A = 1_000_000
const END = 9_000_000
const JPY = currencyNumber('JPY')
const window: CountingWindow = { activatedAt: A, endsAt: END, currency: JPY }

const line = (overrides: Partial<JudgedLine> = {}): JudgedLine => {
  const occurredAt = overrides.occurredAt ?? A + 1
  return {
    repeat: 'first',
    retracted: false,
    occurredAt,
    hasPeriod: false,
    periodStart: occurredAt,
    periodEnd: occurredAt,
    kind: 'adSpend',
    currency: JPY,
    cashFunded: true,
    late: false,
    covered: true,
    ...overrides,
  }
}

const at = (occurredAt: number): Verdict => judge(line({ occurredAt }), window)
const over = (periodStart: number, periodEnd: number): Verdict =>
  judge(line({ occurredAt: periodStart, hasPeriod: true, periodStart, periodEnd }), window)

describe('a point in time', () => {
  test('R28, R29: before the activation does not count, by a microsecond', () => {
    expect(at(A - 1)).toBe('BEFORE_ACTIVATION')
  })

  test('D1: at the very activation instant does not count', () => {
    expect(at(A)).toBe('AT_ACTIVATION_INSTANT')
  })

  test('R28: a microsecond after the activation counts', () => {
    expect(at(A + 1)).toBe('COUNTED')
  })

  test('R33, D2: a microsecond before the end of the window counts, the end itself and later do not', () => {
    expect([END - 1, END, END + 1].map(at)).toEqual(['COUNTED', 'AFTER_WINDOW', 'AFTER_WINDOW'])
  })
})

describe('R34: a period', () => {
  test('that ends before or at the activation lies before it; a microsecond more and it straddles', () => {
    expect([A - 1, A, A + 1].map((end) => over(A - 5, end))).toEqual([
      'BEFORE_ACTIVATION',
      'BEFORE_ACTIVATION',
      'STRADDLES_ACTIVATION',
    ])
  })

  test('that starts at the activation straddles it; a microsecond later it counts', () => {
    expect([A - 1, A, A + 1].map((start) => over(start, A + 5))).toEqual([
      'STRADDLES_ACTIVATION',
      'STRADDLES_ACTIVATION',
      'COUNTED',
    ])
  })

  test("that ends at the window's end counts; a microsecond more and it straddles", () => {
    expect([END - 1, END, END + 1].map((end) => over(END - 5, end))).toEqual(['COUNTED', 'COUNTED', 'STRADDLES_WINDOW_END'])
  })

  test("that starts at the window's end lies after it; a microsecond earlier it straddles", () => {
    expect([END - 1, END, END + 1].map((start) => over(start, END + 5))).toEqual([
      'STRADDLES_WINDOW_END',
      'AFTER_WINDOW',
      'AFTER_WINDOW',
    ])
  })

  test('that covers the whole window straddles the activation first', () => {
    expect(over(A - 1, END + 1)).toBe('STRADDLES_ACTIVATION')
  })

  test('is judged by its ends and not by the time of its record', () => {
    expect(judge(line({ occurredAt: A, hasPeriod: true, periodStart: A + 1, periodEnd: END }), window)).toBe('COUNTED')
    expect(judge(line({ occurredAt: A + 2, hasPeriod: true, periodStart: A - 1, periodEnd: A + 2 }), window)).toBe(
      'STRADDLES_ACTIVATION',
    )
  })
})

describe('one rule each', () => {
  test.each<[string, Partial<JudgedLine>, Verdict]>([
    ['R37: the same spend again', { repeat: 'duplicate' }, 'DUPLICATE'],
    ['R37: the same spend with other data', { repeat: 'conflict' }, 'DUPLICATE_CONFLICT'],
    ['R37: taken back', { retracted: true }, 'RETRACTED'],
    ['R31: a tax or a fee', { kind: 'taxOrFee' }, 'TAX_OR_FEE'],
    ['R31: a payment', { kind: 'other' }, 'NOT_AD_SPEND'],
    ['R36: another currency', { currency: currencyNumber('USD') }, 'CURRENCY_MISMATCH'],
    ['R14: paid with credit', { cashFunded: false }, 'NOT_CASH_FUNDED'],
    ['D5: recorded after the run that settled the window', { late: true }, 'LATE_AFTER_SETTLEMENT'],
    ['R38, D6: not covered by a run', { covered: false }, 'PENDING_CALCULATION'],
    ['R28: nothing in the way', {}, 'COUNTED'],
  ])('%s', (_, overrides, verdict) => {
    expect(judge(line(overrides), window)).toBe(verdict)
  })

  test('R1: without an activation nothing counts', () => {
    expect(judge(line(), undefined)).toBe('NOT_ACTIVATED')
  })
})

interface Way {
  readonly verdict: Verdict
  readonly line: Partial<JudgedLine>
  readonly inactive?: true
}

/** Each way in which a line can fail, as what it changes in a line that counts. */
const WAYS: ReadonlyArray<Way> = [
  { verdict: 'DUPLICATE', line: { repeat: 'duplicate' } },
  { verdict: 'DUPLICATE_CONFLICT', line: { repeat: 'conflict' } },
  { verdict: 'RETRACTED', line: { retracted: true } },
  { verdict: 'NOT_ACTIVATED', line: {}, inactive: true },
  { verdict: 'BEFORE_ACTIVATION', line: { occurredAt: A - 1 } },
  { verdict: 'AT_ACTIVATION_INSTANT', line: { occurredAt: A } },
  { verdict: 'AFTER_WINDOW', line: { occurredAt: END } },
  { verdict: 'STRADDLES_ACTIVATION', line: { hasPeriod: true, periodStart: A - 1, periodEnd: A + 1 } },
  { verdict: 'STRADDLES_WINDOW_END', line: { hasPeriod: true, periodStart: END - 1, periodEnd: END + 1 } },
  { verdict: 'TAX_OR_FEE', line: { kind: 'taxOrFee' } },
  { verdict: 'NOT_AD_SPEND', line: { kind: 'other' } },
  { verdict: 'CURRENCY_MISMATCH', line: { currency: JPY + 1 } },
  { verdict: 'NOT_CASH_FUNDED', line: { cashFunded: false } },
  { verdict: 'LATE_AFTER_SETTLEMENT', line: { late: true } },
  { verdict: 'PENDING_CALCULATION', line: { covered: false } },
]

const isTime = ({ line: { occurredAt, hasPeriod } }: Way): boolean => occurredAt !== undefined || hasPeriod === true
/** Two that claim the same fact with different values can't both fit one line. */
const fitTogether = (one: Way, other: Way): boolean =>
  !(isTime(one) && isTime(other)) && !Object.keys(one.line).some((key) => key in other.line)

const pairs = WAYS.flatMap((one, index) =>
  WAYS.slice(index + 1)
    .filter((other) => fitTogether(one, other))
    .map((other) => [one.verdict, other.verdict, one, other] as const),
)

describe('where two verdicts fit, the first in the order of the contract is given', () => {
  test('the ways stand in the order of the contract, and all but COUNTED are among them', () => {
    expect([...WAYS.map(({ verdict }) => verdict), 'COUNTED']).toEqual([...VERDICTS])
    expect(pairs.length).toBe(93)
  })

  test.each(pairs)('%s comes before %s', (first, _, one, other) => {
    const isInactive = one.inactive === true || other.inactive === true
    expect(judge(line({ ...one.line, ...other.line }), isInactive ? undefined : window)).toBe(first)
  })

  test.each<[Verdict, number, number, CountingWindow]>([
    ['BEFORE_ACTIVATION', A - 2, A - 1, { ...window, endsAt: A - 2 }],
    ['AFTER_WINDOW', A, A + 1, { ...window, endsAt: A }],
    ['STRADDLES_ACTIVATION', A - 1, END + 1, window],
  ])('%s comes first where a period fits two places', (verdict, periodStart, periodEnd, around) => {
    expect(judge(line({ hasPeriod: true, periodStart, periodEnd }), around)).toBe(verdict)
  })

  test('before and at the activation come before the end of a window that ends before it began', () => {
    const inverted = { ...window, endsAt: A - 1 }
    expect([A - 1, A, A + 1].map((occurredAt) => judge(line({ occurredAt }), inverted))).toEqual([
      'BEFORE_ACTIVATION',
      'AT_ACTIVATION_INSTANT',
      'AFTER_WINDOW',
    ])
  })
})

describe('judging is total', () => {
  const instant = fc.oneof(fc.constantFrom(A - 1, A, A + 1, END - 1, END, END + 1), fc.integer({ min: 0, max: 2 * END }))
  const lines: fc.Arbitrary<JudgedLine> = fc.record({
    repeat: fc.constantFrom('first' as const, 'duplicate' as const, 'conflict' as const),
    retracted: fc.boolean(),
    occurredAt: instant,
    hasPeriod: fc.boolean(),
    periodStart: instant,
    periodEnd: instant,
    kind: fc.constantFrom('adSpend' as const, 'taxOrFee' as const, 'other' as const),
    currency: fc.constantFrom(JPY, JPY + 1),
    cashFunded: fc.boolean(),
    late: fc.boolean(),
    covered: fc.boolean(),
  })

  test('any line in any window gets one verdict of the list, and the same again', () => {
    const windows = fc.option(fc.record({ activatedAt: instant, endsAt: instant, currency: fc.constant(JPY) }), {
      nil: undefined,
    })
    fc.assert(
      fc.property(lines, windows, (any, around) => {
        const verdict = judge(any, around)
        expect(VERDICTS).toContain(verdict)
        expect(judge({ ...any }, around)).toBe(verdict)
      }),
      { numRuns: 2_000 },
    )
  })

  test('what counts lies strictly inside the window, is advertising spend in its currency, in cash and in time', () => {
    fc.assert(
      fc.property(lines, (any) => {
        const isInside = any.hasPeriod ? any.periodStart > A && any.periodEnd <= END : any.occurredAt > A && any.occurredAt < END
        const isFit = any.repeat === 'first' && !any.retracted && any.kind === 'adSpend' && any.currency === JPY && any.cashFunded
        fc.pre(!any.hasPeriod || any.periodStart < any.periodEnd)
        expect(judge(any, window) === 'COUNTED').toBe(isInside && isFit && !any.late && any.covered)
      }),
      { numRuns: 2_000 },
    )
  })
})
