import { type Duration, formatInstant, type Instant, parseDuration } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { Runs } from '../qualify/runs'
import { ACTIVATED_AT, after, at, before } from '../testing'
import { advanceCalculation, type RunInput } from './advance-calculation'

const length = (text: string): Duration => {
  const duration = parseDuration(text)
  if (E.isLeft(duration)) throw new Error(duration.left)
  return duration.right
}

const NOW = ACTIVATED_AT
const input = (overrides: Partial<RunInput> = {}): RunInput => ({
  now: at(NOW),
  lag: length('PT3H'),
  allowedLateness: length('P3D'),
  watermark: undefined,
  hasNews: true,
  ...overrides,
})
const ran = (...throughs: ReadonlyArray<Instant>): Runs =>
  Runs.of(
    throughs.map((through, index) => ({ id: `run-${index + 1}`, position: index + 1, at: through, through, latenessMicros: 0 })),
  )
const throughOf = (given: RunInput, runs: Runs): string | undefined => {
  const through = advanceCalculation(given)(runs)[0]?.data.through
  return through === undefined ? undefined : formatInstant(through)
}

describe('D6, R38: a calculation run', () => {
  test('runs through now less the lag, and freezes lag and lateness', () => {
    expect(advanceCalculation(input())(ran())).toEqual([
      {
        name: 'CalculationAdvanced',
        source: 'earnback/engine',
        id: 'calculation-1',
        occurredAt: at(NOW),
        data: { through: at(before(NOW, 3, 'hour')), lag: length('PT3H'), allowedLateness: length('P3D') },
      },
    ])
  })

  test("never passes a source's watermark, by a microsecond", () => {
    const reached = before(NOW, 3, 'hour')
    expect(throughOf(input({ watermark: at(before(reached, 1, 'micro')) }), ran())).toBe(before(reached, 1, 'micro'))
    expect(throughOf(input({ watermark: at(after(reached, 1, 'micro')) }), ran())).toBe(reached)
  })

  test('never goes back, where the lag grew, a watermark fell or the clock was set back', () => {
    const far = at(before(NOW, 1, 'hour'))
    expect(throughOf(input(), ran(far))).toBe(formatInstant(far))
    expect(throughOf(input({ watermark: at(before(NOW, 9, 'day')) }), ran(far, at(before(NOW, 5, 'day'))))).toBe(
      formatInstant(far),
    )
  })

  test('is not made where it would cover nothing new', () => {
    const there = at(before(NOW, 3, 'hour'))
    expect(advanceCalculation(input({ hasNews: false }))(ran(there))).toEqual([])
  })

  test('is made for news though the instant has not moved, and for the instant though there are no news', () => {
    const there = at(before(NOW, 3, 'hour'))
    expect(throughOf(input({ hasNews: true }), ran(there))).toBe(formatInstant(there))
    expect(throughOf(input({ hasNews: false, now: at(after(NOW, 1, 'micro')) }), ran(there))).toBe(
      after(formatInstant(there), 1, 'micro'),
    )
  })

  test('has an id of its own', () => {
    expect(advanceCalculation(input())(ran(at(before(NOW, 9, 'day')), at(before(NOW, 8, 'day'))))[0]?.id).toBe('calculation-3')
  })

  test('one after the other, at any times, through never falls (property)', () => {
    const times = fc.record({
      minutes: fc.integer({ min: -5_000, max: 5_000 }),
      watermark: fc.option(fc.integer({ min: -5_000, max: 5_000 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(times, { maxLength: 12 }), (all) => {
        const runs = ran()
        let last = -Infinity
        for (const { minutes, watermark } of all) {
          const mark = watermark === undefined ? undefined : at(after(NOW, watermark, 'minute'))
          for (const { occurredAt, data } of advanceCalculation(
            input({ now: at(after(NOW, minutes, 'minute')), watermark: mark }),
          )(runs)) {
            expect(data.through).toBeGreaterThanOrEqual(last)
            last = data.through
            runs.add({
              id: `run-${runs.all.length + 1}`,
              position: runs.all.length + 1,
              at: occurredAt,
              through: data.through,
              latenessMicros: 0,
            })
          }
        }
      }),
    )
  })
})
