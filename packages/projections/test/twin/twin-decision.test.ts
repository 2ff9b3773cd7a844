import fc from 'fast-check'
import { COUPON_IDS, history, recordedAts, storedLog } from './histories'
import { rfc3339 } from './scene'
import {
  activation,
  ACTIVATED,
  adjustment,
  answer,
  issue,
  recordedAt,
  retraction,
  run,
  SETTLED,
  spend,
  started,
  sumsOf,
  verdictsOf,
  WINDOW_END,
  YEN,
} from './story'
import { twin } from './twin'

const HOUR_IN = ACTIVATED + 3_600_000_000n
const END = run(SETTLED, 'the last run')

test('R46 spend is late only after the run that closes the window, to the microsecond', () => {
  const late = started(run(SETTLED), spend('S', HOUR_IN, '10000'), END)
  expect(verdictsOf(late)).toEqual({ S: 'LATE_AFTER_SETTLEMENT' })
  expect(late).toMatchObject({ reported: 0n, status: 'missed', findings: ['LATE_AFTER_SETTLEMENT:S'] })
  const inTime = started(run(SETTLED - 1n), spend('S', HOUR_IN, '10000'), END)
  expect(inTime).toMatchObject({ calculated: 10_000n * YEN, findings: [], status: 'settling' })
})

test('R46 a late adjustment or retraction changes nothing and leaves a finding', () => {
  const found = started(spend('S', HOUR_IN, '10'), END, adjustment('S', '-4'), retraction('S'), run(SETTLED, 'more'))
  expect(verdictsOf(found)).toEqual({ S: 'COUNTED' })
  expect(found).toMatchObject({ calculated: 10n * YEN, findings: ['LATE_ADJUSTMENT:S', 'LATE_RETRACTION:S'] })
})

test('R46 the lateness of the offer goes before that of the run, which goes before three days', () => {
  const close = run(WINDOW_END)
  const stated = { ...close, data: { ...close.data, allowedLateness: 'PT0S' } }
  const spent = spend('S', HOUR_IN, '1')
  expect(started(stated, spent).totals).toEqual({ LATE_AFTER_SETTLEMENT: YEN })
  expect(started(close, spent).totals).toEqual({ PENDING_CALCULATION: YEN })
  const byOffer = answer([issue({ allowedLateness: 'PT1H' }), activation(), stated, spent])
  expect(byOffer.totals).toEqual({ PENDING_CALCULATION: YEN })
})

test('R32 the threshold is met at its amount and not a micro below', () => {
  const below = started(spend('S', HOUR_IN, '9999.999999'), run(HOUR_IN))
  expect(below).toMatchObject({ metAtNow: null, confirmed: null })
  const more = started(spend('S', HOUR_IN, '9999.999999'), spend('M', HOUR_IN, '0.000001'), run(HOUR_IN))
  expect(more.confirmed).toMatchObject({ runPosition: 5, metAt: HOUR_IN, crossingSpendId: 'S' })
})

test('R39 the first run that reaches the threshold decides, and later news moves only metAtNow', () => {
  const first = [spend('S', HOUR_IN, '10000'), run(HOUR_IN - 1n), run(HOUR_IN)]
  const news = [spend('earlier', HOUR_IN - 5n, '10000'), adjustment('S', '-10000'), END]
  const found = started(...first, ...news)
  const { confirmed, metAtNow } = found
  expect(confirmed).toEqual({
    runPosition: 5,
    metAt: HOUR_IN,
    confirmedAt: HOUR_IN + 3n * 3_600_000_000n,
    crossingSpendId: 'S',
  })
  expect(metAtNow).toBe(HOUR_IN - 5n)
  expect(started(...first, adjustment('S', '-1'), END)).toMatchObject({ metAtNow: null, confirmed })
})

test('1I ties in time are ordered by source and id, by code unit', () => {
  const found = started(spend('a', HOUR_IN, '6000'), spend('B', HOUR_IN, '6000'), run(HOUR_IN))
  expect(found.verdicts.map(({ id, runningTotal }) => [id, runningTotal])).toEqual([
    ['B', 6_000n * YEN],
    ['a', 12_000n * YEN],
  ])
  expect(found.confirmed?.crossingSpendId).toBe('a')
})

test('5.6 known-at leaves out runs too, and as-of leaves out facts only', () => {
  const events = [issue(), activation(), spend('S', HOUR_IN, '10'), END]
  expect(sumsOf(answer(events, { knownAt: recordedAt(3) }))).toEqual(['10', '0', '10'])
  expect(answer(events, { asOf: rfc3339(HOUR_IN) })).toMatchObject({ calculated: 10n * YEN, status: 'earning' })
  expect(answer(events, { asOf: rfc3339(HOUR_IN - 1n) })).toMatchObject({ reported: 0n, calculatedThrough: SETTLED })
  expect(answer(events, { asOf: rfc3339(ACTIVATED - 1n) })).toMatchObject({ status: 'issued', verdicts: [] })
})

const now = rfc3339(SETTLED)

test('5.6 every recorded amount has exactly one verdict, and reported is what counts or is pending', () => {
  fc.assert(
    fc.property(history, fc.constantFrom(...COUPON_IDS), (events, couponId) => {
      const found = twin(storedLog(events, []), couponId, { now })
      const amounts = found?.verdicts.map(({ amount }) => amount) ?? []
      const qualifying = found?.verdicts.map(({ qualifyingAmount }) => qualifyingAmount) ?? []
      const sum = (parts: readonly bigint[]): bigint => parts.reduce((total, part) => total + part, 0n)
      expect(sum(Object.values(found?.totals ?? {}))).toBe(sum(amounts))
      expect(found?.reported ?? 0n).toBe(sum(qualifying))
    }),
    { numRuns: 1000 },
  )
})

test('5.6 what was known at an instant stays, whatever is stored later', () => {
  const recorded = history.chain((events) => recordedAts(events.length).map((ats) => storedLog(events, ats)))
  fc.assert(
    fc.property(recorded, fc.nat(), (log, cut) => {
      const times = log.map((row) => row.recordedAt)
      const knownAt = times[cut % Math.max(log.length, 1)] ?? now
      const known = log.slice(0, times.lastIndexOf(knownAt) + 1)
      expect(twin(log, 'c-1', { knownAt, now })).toEqual(twin(known, 'c-1', { knownAt, now }))
    }),
    { numRuns: 1000 },
  )
})
