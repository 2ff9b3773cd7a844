import fc from 'fast-check'
import { permutationOf } from './histories'
import { rfc3339 } from './scene'
import {
  activation,
  ACTIVATED,
  adjustment,
  answer,
  DEADLINE,
  during,
  issue,
  logOf,
  MILLISECOND,
  retraction,
  run,
  SETTLED,
  spend,
  started,
  sumsOf,
  verdictsOf,
  WINDOW_END,
  YEN,
  yen,
} from './story'
import { twin } from './twin'

const HOUR_IN = ACTIVATED + 3_600_000_000n
const END = run(SETTLED, 'the last run')

/** The order-independence vector of 1H without its last spend. */
const almost = [
  issue(),
  activation(),
  spend('A', ACTIVATED - MILLISECOND, '6000'),
  spend('B', ACTIVATED + MILLISECOND, '6000'),
  spend('B again', ACTIVATED + MILLISECOND, '6000', { spendId: 'B' }),
  spend('C', WINDOW_END - MILLISECOND, '4000'),
  spend('D', WINDOW_END, '5000'),
  adjustment('A', '-1000'),
  adjustment('C', '-1'),
]

test('R32 1H 6000 + 4000 - 1 is one yen short, in whatever order it arrives', () => {
  fc.assert(
    fc.property(permutationOf(almost), (events) => {
      const found = answer([...events, END])
      expect(sumsOf(found)).toEqual(['9999', '9999', '0'])
      expect(found).toMatchObject({ findings: [], metAtNow: null, confirmed: null, status: 'missed' })
    }),
    { numRuns: 500 },
  )
})

test('R32 1H one more yen meets it at the time of C, the last line needed, in whatever order it arrives', () => {
  fc.assert(
    fc.property(permutationOf([...almost, spend('E', ACTIVATED + 86_400_000_000n, '1')]), (events) => {
      const found = answer([...events, END])
      expect(found.calculated).toBe(10_000n * YEN)
      expect(found.metAtNow).toBe(WINDOW_END - MILLISECOND)
      expect(found.confirmed).toMatchObject({ runPosition: 11, metAt: found.metAtNow, crossingSpendId: 'C' })
      const { A, C, D, E } = verdictsOf(found)
      expect([A, C, D, E]).toEqual(['BEFORE_ACTIVATION', 'COUNTED', 'AFTER_WINDOW', 'COUNTED'])
      expect(found.totals).toEqual({
        AFTER_WINDOW: 5_000n * YEN,
        BEFORE_ACTIVATION: 6_000n * YEN,
        COUNTED: 10_001n * YEN,
        DUPLICATE: 6_000n * YEN,
      })
    }),
    { numRuns: 500 },
  )
})

test('R1 R28 nothing counts while the code is not activated', () => {
  expect(verdictsOf(answer([issue(), activation(DEADLINE), spend('S', HOUR_IN, '10000'), END]))).toEqual({
    S: 'NOT_ACTIVATED',
  })
  expect(answer([issue(), spend('S', HOUR_IN, '10000'), END])).toMatchObject({ reported: 0n, verdicts: [] })
  expect(twin(logOf([spend('S', HOUR_IN, '1')]), 'c-1', { now: rfc3339(SETTLED) })).toBeNull()
})

test('R7 R8 an activation is valid to the last microsecond before the deadline and not at it', () => {
  const before = answer([issue(), activation(DEADLINE - 1n)])
  expect(before).toMatchObject({ activatedAt: DEADLINE - 1n, activationDeadline: DEADLINE, findings: [] })
  const at = answer([issue(), activation(DEADLINE)])
  expect(at).toMatchObject({ activatedAt: null, status: 'expired_unused', findings: ['ACTIVATION_WINDOW_EXPIRED'] })
})

test('R22 a later activation never moves the first one, even when it happened earlier', () => {
  const found = answer([issue(), activation(), activation(ACTIVATED - 1n, 'another'), activation(ACTIVATED, 'same')])
  expect(found).toMatchObject({ activatedAt: ACTIVATED, findings: ['ALREADY_ACTIVATED'] })
})

test('R28 R29 spend counts from one microsecond after the activation', () => {
  const spends = [spend('before', ACTIVATED - 1n, '1'), spend('at', ACTIVATED, '1'), spend('after', ACTIVATED + 1n, '1')]
  expect(verdictsOf(started(...spends, END))).toEqual({
    before: 'BEFORE_ACTIVATION',
    at: 'AT_ACTIVATION_INSTANT',
    after: 'COUNTED',
  })
})

test('R33 spend counts to one microsecond before the end of the window', () => {
  const spends = [spend('before', WINDOW_END - 1n, '1'), spend('at', WINDOW_END, '1')]
  expect(verdictsOf(started(...spends, END))).toEqual({ before: 'COUNTED', at: 'AFTER_WINDOW' })
})

test('R34 a period counts only when it lies between both bounds', () => {
  const periods = [
    during('ends at activation', ACTIVATED - 9n, ACTIVATED),
    during('starts at activation', ACTIVATED, ACTIVATED + 9n),
    during('ends just after', ACTIVATED - 9n, ACTIVATED + 1n),
    during('starts just after', ACTIVATED + 1n, ACTIVATED + 9n),
    during('holds both', ACTIVATED - 1n, WINDOW_END + 1n),
    during('ends at window end', WINDOW_END - 9n, WINDOW_END),
    during('ends just past it', WINDOW_END - 9n, WINDOW_END + 1n),
    during('starts at window end', WINDOW_END, WINDOW_END + 9n),
  ]
  const found = started(...periods, END)
  expect(verdictsOf(found)).toEqual({
    'ends at activation': 'BEFORE_ACTIVATION',
    'starts at activation': 'STRADDLES_ACTIVATION',
    'ends just after': 'STRADDLES_ACTIVATION',
    'starts just after': 'COUNTED',
    'holds both': 'STRADDLES_ACTIVATION',
    'ends at window end': 'COUNTED',
    'ends just past it': 'STRADDLES_WINDOW_END',
    'starts at window end': 'AFTER_WINDOW',
  })
  expect(found.findings).toContain('STRADDLES_WINDOW_END:ends just past it')
  expect(sumsOf(found)).toEqual(['200', '200', '0'])
})

test('R14 R31 R36 only the cash part of advertising spend in the currency of the threshold counts', () => {
  const found = started(
    spend('tax', HOUR_IN, '10', { kind: 'tax' }),
    spend('top-up', HOUR_IN, '10', { kind: 'top_up' }),
    spend('dollars', HOUR_IN, '10', { amount: { amount: '10', currency: 'USD' } }),
    spend('on credit', HOUR_IN, '10', { funding: { credit: yen('10') } }),
    spend('mixed', HOUR_IN, '10', { funding: { cash: yen('7.000003'), credit: yen('2.999997') }, tax: yen('1') }),
    spend('nothing', HOUR_IN, '0'),
    END,
  )
  expect(verdictsOf(found)).toEqual({
    tax: 'TAX_OR_FEE',
    'top-up': 'NOT_AD_SPEND',
    dollars: 'CURRENCY_MISMATCH',
    'on credit': 'NOT_CASH_FUNDED',
    mixed: 'COUNTED',
    nothing: 'COUNTED',
  })
  expect(sumsOf(found)).toEqual(['6.000003', '6.000003', '0'])
  expect(found.totals['CURRENCY_MISMATCH:USD']).toBe(10n * YEN)
})

test('R37 a spend id counts once, and another content under it is a conflict', () => {
  const found = started(
    spend('S', HOUR_IN, '10'),
    spend('same', HOUR_IN, '10.000000', { spendId: 'S', kind: 'ad_spend', note: 'by hand' }),
    spend('other amount', HOUR_IN, '11', { spendId: 'S' }),
    spend('other account', HOUR_IN, '50', { spendId: 'S', adAccountId: 'acc-2' }),
    END,
  )
  expect(verdictsOf(found)).toEqual({ S: 'COUNTED', same: 'DUPLICATE', 'other amount': 'DUPLICATE_CONFLICT' })
  expect(found).toMatchObject({ calculated: 10n * YEN, findings: ['DUPLICATE_CONFLICT:S'] })
})

test('R37 the same delivery again changes nothing', () => {
  const once = [issue(), activation(), spend('S', HOUR_IN, '10'), END]
  expect(answer([...once, spend('S', HOUR_IN, '10')])).toEqual(answer(once))
})

test('R38 a run covers the spend at its own instant, and only spend stored before it', () => {
  expect(sumsOf(started(spend('S', HOUR_IN, '10'), run(HOUR_IN - 1n)))).toEqual(['10', '0', '10'])
  expect(sumsOf(started(spend('S', HOUR_IN, '10'), run(HOUR_IN)))).toEqual(['10', '10', '0'])
  expect(sumsOf(started(run(HOUR_IN), spend('S', HOUR_IN, '10')))).toEqual(['10', '0', '10'])
})

test('R38 an adjustment that no run has covered is pending, below zero if it must be', () => {
  const before = [spend('S', HOUR_IN, '10'), run(HOUR_IN), adjustment('S', '-4')]
  expect(sumsOf(started(...before))).toEqual(['6', '10', '-4'])
  expect(sumsOf(started(...before, run(HOUR_IN - 1n)))).toEqual(['6', '10', '-4'])
  expect(sumsOf(started(...before, run(HOUR_IN, 'again')))).toEqual(['6', '6', '0'])
})

test('R38 an adjustment that comes before its spend waits for it', () => {
  const waiting = [adjustment('S', '-4'), run(HOUR_IN)]
  expect(started(...waiting)).toMatchObject({ reported: 0n, findings: ['ADJUSTMENT_WITHOUT_SPEND:S'] })
  expect(sumsOf(started(...waiting, spend('S', HOUR_IN, '10')))).toEqual(['6', '0', '6'])
  expect(started(...waiting, spend('S', HOUR_IN, '10'), END)).toMatchObject({ calculated: 6n * YEN, findings: [] })
})

test('R38 a retraction shows at once and leaves the calculated sum at the next run', () => {
  const events = [spend('S', HOUR_IN, '10'), run(HOUR_IN), retraction('S')]
  expect(verdictsOf(started(...events))).toEqual({ S: 'RETRACTED' })
  expect(sumsOf(started(...events))).toEqual(['0', '10', '-10'])
  expect(sumsOf(started(...events, END))).toEqual(['0', '0', '0'])
  expect(sumsOf(started(retraction('S'), spend('S', HOUR_IN, '10'), END))).toEqual(['0', '0', '0'])
})

test('1I adjustments below zero in sum leave the line at zero and a finding, whatever their order', () => {
  const parts = [spend('S', HOUR_IN, '10'), adjustment('S', '-12'), adjustment('S', '1')]
  fc.assert(
    fc.property(permutationOf(parts), (events) => {
      expect(started(...events, END)).toMatchObject({ calculated: 0n, findings: ['ADJUSTED_BELOW_ZERO:S'] })
    }),
  )
  expect(sumsOf(started(...parts, adjustment('S', '5'), END))).toEqual(['4', '4', '0'])
  const dollars = adjustment('S', '-3', { delta: { amount: '-3', currency: 'USD' } })
  expect(started(spend('S', HOUR_IN, '10'), dollars, END).findings).toEqual(['ADJUSTMENT_CURRENCY_MISMATCH:S'])
})
