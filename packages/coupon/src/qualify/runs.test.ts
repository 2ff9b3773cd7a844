import type { Instant } from '@earnback/kernel'
import * as fc from 'fast-check'
import { closes, type Run, Runs } from './runs'

const run = (position: number, through: number, latenessMicros = 0): Run => ({
  id: `run-${position}`,
  position,
  at: through as Instant,
  through: through as Instant,
  latenessMicros,
})

describe('D6, R38: what a run covers', () => {
  const runs = Runs.of([run(10, 1_000)])

  test('is spend up to and including the instant it ran through, by a microsecond', () => {
    expect([999, 1_000, 1_001].map((instant) => runs.covers(1, instant))).toEqual([true, true, false])
  })

  test('is what stands before it in the log, and not the run itself or what follows', () => {
    expect([9, 10, 11].map((position) => runs.covers(position, 1_000))).toEqual([true, false, false])
  })

  test('is nothing while there is no run', () => {
    expect(Runs.of([]).covers(0, 0)).toBe(false)
    expect([Runs.of([]).through, Runs.of([]).last]).toEqual([undefined, undefined])
  })
})

describe('a run that fell back', () => {
  const runs = Runs.of([run(10, 1_000), run(20, 500), run(30, 700)])

  test('covers no more than it says', () => {
    expect([700, 701, 1_000].map((instant) => runs.covers(15, instant))).toEqual([true, false, false])
    expect([1_000, 1_001].map((instant) => runs.covers(5, instant))).toEqual([true, false])
    expect([500, 700, 701].map((instant) => runs.covers(25, instant))).toEqual([true, true, false])
  })

  test('does not take back how far calculation has come', () => {
    expect(runs.through).toBe(1_000)
    expect(runs.last?.position).toBe(30)
  })
})

test('covering is what it says: some later run reached the instant (property)', () => {
  const throughs = fc.array(fc.nat(20), { maxLength: 12 })
  fc.assert(
    fc.property(throughs, fc.nat(26), fc.nat(21), (all, position, instant) => {
      const listed = all.map((through, index) => run(2 * index + 1, through))
      const expected = listed.some((each) => each.position > position && each.through >= instant)
      expect(Runs.of(listed).covers(position, instant)).toBe(expected)
      expect(Runs.of(listed).through).toBe(all.length === 0 ? undefined : Math.max(...all))
    }),
    { numRuns: 2_000 },
  )
})

describe('D5, R46: the run that closes a window', () => {
  test('has passed its end plus the allowed lateness, by a microsecond', () => {
    expect([109, 110, 111].map((through) => closes(run(1, through, 10), 100, undefined))).toEqual([false, true, true])
  })

  test("goes by the offer's lateness where the offer has one, even none at all", () => {
    expect(closes(run(1, 100, 10), 100, 0)).toBe(true)
    expect([119, 120].map((through) => closes(run(1, through, 10), 100, 20))).toEqual([false, true])
  })

  test('is the first in the log, though a later one fell back', () => {
    expect(Runs.of([run(1, 90), run(2, 150), run(3, 50), run(4, 200)]).closing(100, undefined)?.position).toBe(2)
  })

  test('is none while none has come so far', () => {
    expect(Runs.of([run(1, 99)]).closing(100, undefined)).toBeUndefined()
  })
})

test('the run that first covers a spend is the one that looking at each finds, whether or not runs fell back', () => {
  const throughs = fc.array(fc.nat(20), { maxLength: 12 })
  fc.assert(
    fc.property(throughs, fc.nat(12), fc.nat(21), (all, position, instant) => {
      const runs = all.map((through, index) => run(index + 1, through))
      const first = runs.find((one) => one.position > position && one.through >= instant)
      expect(Runs.of(runs).covering(position, instant)).toBe(first)
    }),
  )
})
