import { formatMicros, type Micros } from '@earnback/kernel'
import * as fc from 'fast-check'
import {
  ACTIVATED_AT,
  activated,
  adjusted,
  advanced,
  after,
  at,
  before,
  type CloudEventJson,
  issued,
  money,
  offer,
  retracted,
  type Scene,
  SETTLES_AT,
  sceneOf,
  spend,
  WINDOW_ENDS_AT,
} from '../testing'
import type { Verdict } from '../verdict'
import { crossing } from './qualify'

const ISSUED_AND_ACTIVATED = [issued(), activated()]
const verdictsOf = ({ qualified }: Scene): Record<string, Verdict> =>
  Object.fromEntries(qualified.spend.map(({ line, verdict }) => [line.id, verdict]))
const verdictOf = (...log: ReadonlyArray<CloudEventJson>): Verdict | undefined =>
  sceneOf([...ISSUED_AND_ACTIVATED, ...log]).qualified.spend[0]?.verdict
const sums = ({ qualified }: Scene): readonly [reported: string, calculated: string] => [
  formatMicros(qualified.reported),
  formatMicros(qualified.calculated),
]
const findingsOf = ({ qualified }: Scene): ReadonlyArray<string> =>
  qualified.findings.map(({ code, rule, about }) => `${rule} ${code} ${about}`)

describe('R1: a code does nothing until it is activated', () => {
  test('spend before the activation is known is NOT_ACTIVATED, whatever runs pass over it', () => {
    const attempt = activated({ time: after(ACTIVATED_AT, 30, 'day') })
    const scene = sceneOf([issued(), spend(), attempt, advanced(SETTLES_AT)])
    expect(verdictsOf(scene)).toEqual({ 'spend-1': 'NOT_ACTIVATED' })
    expect(sums(scene)).toEqual(['0', '0'])
  })

  test('spend that came in before the code existed counts when it was made after the activation', () => {
    const scene = sceneOf([spend(), activated(), issued(), advanced(WINDOW_ENDS_AT)])
    expect(verdictsOf(scene)).toEqual({ 'spend-1': 'COUNTED' })
  })
})

describe('R28 to R36: where and what', () => {
  test.each<[string, Parameters<typeof spend>[0], Verdict]>([
    [
      'R29: one microsecond before the activation, the same second',
      { time: before(ACTIVATED_AT, 1, 'micro') },
      'BEFORE_ACTIVATION',
    ],
    ['D1: at the activation', { time: ACTIVATED_AT }, 'AT_ACTIVATION_INSTANT'],
    ['R28: one microsecond after it', { time: after(ACTIVATED_AT, 1, 'micro') }, 'PENDING_CALCULATION'],
    ['R33: one microsecond before the end', { time: before(WINDOW_ENDS_AT, 1, 'micro') }, 'PENDING_CALCULATION'],
    ['D2: at the end', { time: WINDOW_ENDS_AT }, 'AFTER_WINDOW'],
    ['R31: advertising spend by name', { kind: 'ad_spend' }, 'PENDING_CALCULATION'],
    ['R31: a tax', { kind: 'tax' }, 'TAX_OR_FEE'],
    ['R31: a fee', { kind: 'fee' }, 'TAX_OR_FEE'],
    ['R31: a payment is not spend', { kind: 'payment' }, 'NOT_AD_SPEND'],
    ['R36: another currency', { amount: money('100', 'USD') }, 'CURRENCY_MISMATCH'],
    ['R14: paid wholly with credit', { funding: { credit: money('100') } }, 'NOT_CASH_FUNDED'],
    ['R14: no cash in it', { funding: { cash: money('0') } }, 'NOT_CASH_FUNDED'],
    ['R31: all of it tax', { tax: money('100') }, 'NOT_CASH_FUNDED'],
    ['a spend of nothing', { amount: money('0') }, 'PENDING_CALCULATION'],
  ])('%s', (_, overrides, verdict) => {
    expect(verdictOf(spend(overrides))).toBe(verdict)
  })

  test.each<[string, Parameters<typeof spend>[0], string]>([
    ['all of it where nothing is said of the funding', {}, '100'],
    ['the cash', { funding: { cash: money('60'), credit: money('40') } }, '60'],
    ['what credit did not pay', { funding: { credit: money('40') } }, '60'],
    ['all of it where the funding says nothing', { funding: {} }, '100'],
    ['less tax', { tax: money('10'), funding: { cash: money('60') } }, '50'],
    ['to the micro-unit', { amount: money('0.00294'), tax: money('0.000001') }, '0.002939'],
  ])('R14: what counts is cash: %s', (_, overrides, expected) => {
    expect(sums(sceneOf([...ISSUED_AND_ACTIVATED, spend(overrides)]))[0]).toBe(expected)
  })

  test('R34: a straddling period leaves a finding with the same code', () => {
    const first = spend({
      spendId: 'a',
      time: ACTIVATED_AT,
      period: { start: ACTIVATED_AT, end: after(ACTIVATED_AT, 1, 'hour') },
    })
    const last = spend({
      spendId: 'b',
      time: WINDOW_ENDS_AT,
      period: { start: before(WINDOW_ENDS_AT, 1, 'hour'), end: after(WINDOW_ENDS_AT, 1, 'micro') },
    })
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, first, last])
    expect(verdictsOf(scene)).toEqual({ a: 'STRADDLES_ACTIVATION', b: 'STRADDLES_WINDOW_END' })
    expect(findingsOf(scene)).toEqual(['R34 STRADDLES_ACTIVATION a', 'R34 STRADDLES_WINDOW_END b'])
  })

  test('R30: news that come later never make earlier spend count', () => {
    const early = spend({ time: before(ACTIVATED_AT, 1, 'day'), amount: money('500') })
    const again = activated({ time: before(ACTIVATED_AT, 2, 'day') })
    const scene = sceneOf([
      ...ISSUED_AND_ACTIVATED,
      again,
      issued({ id: 'again', offer: offer({ threshold: money('1') }) }),
      early,
      advanced(WINDOW_ENDS_AT),
      adjusted({ delta: money('700') }),
    ])
    expect(verdictsOf(scene)).toEqual({ 'spend-1': 'BEFORE_ACTIVATION' })
    expect(sums(scene)).toEqual(['0', '0'])
  })
})

describe('R37: the same spend under two identities', () => {
  const counted = advanced(WINDOW_ENDS_AT)

  test('counts once; what says the same again is a duplicate, however it is written', () => {
    const again = spend({
      id: 'again',
      amount: money('100.000'),
      kind: 'ad_spend',
      note: 'new',
      time: '2026-03-03T10:00:00.0+09:00',
    })
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, spend(), again, counted])
    expect(verdictsOf(scene)).toEqual({ 'spend-1': 'COUNTED', again: 'DUPLICATE' })
    expect([sums(scene), findingsOf(scene)]).toEqual([['100', '100'], []])
  })

  test.each<[string, Parameters<typeof spend>[0]]>([
    ['one micro-unit', { amount: money('100.000001') }],
    ['the currency', { amount: money('100', 'USD') }],
    ['one microsecond', { time: after(ACTIVATED_AT, 3_600_000_001, 'micro') }],
    ['the kind', { kind: 'fee' }],
    ['the tax', { tax: money('1') }],
    ['the cash', { funding: { cash: money('100') } }],
    ['the credit', { funding: { credit: money('1') } }],
    ['the period', { period: { start: ACTIVATED_AT, end: after(ACTIVATED_AT, 2, 'hour') } }],
    ['the campaign', { campaignId: 'k' }],
  ])('is a conflict where %s differs: the first recorded stands', (_, difference) => {
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, spend(), spend({ id: 'again', ...difference }), counted])
    expect(verdictsOf(scene)).toEqual({ 'spend-1': 'COUNTED', again: 'DUPLICATE_CONFLICT' })
    expect([sums(scene), findingsOf(scene)]).toEqual([['100', '100'], ['R37 DUPLICATE_CONFLICT spend-1']])
  })

  test.each([
    ['start', { start: after(ACTIVATED_AT, 1, 'micro'), end: after(ACTIVATED_AT, 2, 'hour') }],
    ['end', { start: ACTIVATED_AT, end: after(ACTIVATED_AT, 3, 'hour') }],
  ])('is a conflict where only the %s of the period differs', (_, period) => {
    const first = spend({ period: { start: ACTIVATED_AT, end: after(ACTIVATED_AT, 2, 'hour') } })
    expect(verdictsOf(sceneOf([...ISSUED_AND_ACTIVATED, first, spend({ id: 'again', period })]))).toMatchObject({
      again: 'DUPLICATE_CONFLICT',
    })
  })

  test('a correction changes the first and not its repetition', () => {
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, adjusted(), spend(), spend({ id: 'again' }), counted])
    expect(sums(scene)).toEqual(['90', '90'])
  })
})

describe('R38, D6: lag', () => {
  const log = [...ISSUED_AND_ACTIVATED, spend({ time: after(ACTIVATED_AT, 1, 'day') })]

  test('a run counts spend up to and including its instant, by a microsecond', () => {
    const through = (instant: string): unknown => sums(sceneOf([...log, advanced(instant)]))
    expect(through(after(ACTIVATED_AT, 1, 'day'))).toEqual(['100', '100'])
    expect(through(before(after(ACTIVATED_AT, 1, 'day'), 1, 'micro'))).toEqual(['100', '0'])
  })

  test('spend that comes in after a run waits for the next one, though the run passed its time', () => {
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, advanced(after(ACTIVATED_AT, 2, 'day')), spend()])
    expect([verdictsOf(scene), sums(scene)]).toEqual([{ 'spend-1': 'PENDING_CALCULATION' }, ['100', '0']])
  })

  test('a run that passed before the coupon was known calculated nothing for it', () => {
    const scene = sceneOf([spend(), advanced(after(ACTIVATED_AT, 2, 'day')), ...ISSUED_AND_ACTIVATED])
    expect(sums(scene)).toEqual(['100', '0'])
    expect(sums(sceneOf([spend(), ...ISSUED_AND_ACTIVATED, advanced(after(ACTIVATED_AT, 2, 'day'))]))).toEqual(['100', '100'])
  })

  test('the running total adds up what is counted, in the order of event time, and passes over what is not', () => {
    const lines = [3, 1, 2].map((day) =>
      spend({ spendId: `s${day}`, time: after(ACTIVATED_AT, day, 'day'), amount: money(`${day}`) }),
    )
    const { qualified } = sceneOf([
      ...ISSUED_AND_ACTIVATED,
      ...lines,
      spend({ spendId: 'early', time: ACTIVATED_AT }),
      advanced(after(ACTIVATED_AT, 2, 'day')),
    ])
    expect(qualified.spend.map(({ line, runningTotal }) => [line.spendId, formatMicros(runningTotal)])).toEqual([
      ['early', '0'],
      ['s1', '1'],
      ['s2', '3'],
      ['s3', '3'],
    ])
  })
})

describe('R46, D5: spend that comes in after the window has ended', () => {
  const lastMoment = before(WINDOW_ENDS_AT, 1, 'micro')

  test('counts while no run has passed the end and the allowed lateness', () => {
    const almost = advanced(before(SETTLES_AT, 1, 'micro'))
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, almost, spend({ time: lastMoment }), advanced(SETTLES_AT)])
    expect(verdictsOf(scene)).toEqual({ 'spend-1': 'COUNTED' })
  })

  test('is late after the run that did, and shown for review', () => {
    const scene = sceneOf([
      ...ISSUED_AND_ACTIVATED,
      advanced(SETTLES_AT),
      spend({ time: lastMoment }),
      advanced(after(SETTLES_AT, 1, 'day')),
    ])
    expect([verdictsOf(scene), sums(scene)]).toEqual([{ 'spend-1': 'LATE_AFTER_SETTLEMENT' }, ['0', '0']])
    expect(findingsOf(scene)).toEqual(['D5 LATE_AFTER_SETTLEMENT spend-1'])
  })

  test('D5: is never late in a history that is filled in at one go and then calculated', () => {
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, spend({ time: lastMoment }), advanced(after(SETTLES_AT, 365, 'day'))])
    expect(verdictsOf(scene)).toEqual({ 'spend-1': 'COUNTED' })
  })

  test("D5: goes by the offer's own lateness, then by the run's, then by three days", () => {
    const lateBy = (offerLateness: string | undefined, runLateness: string | undefined, days: number): Verdict | undefined => {
      const run = advanced(after(WINDOW_ENDS_AT, days, 'day'), runLateness === undefined ? {} : { allowedLateness: runLateness })
      const issue = issued(offerLateness === undefined ? {} : { offer: offer({ allowedLateness: offerLateness }) })
      return sceneOf([issue, activated(), run, spend({ time: lastMoment })]).qualified.spend[0]?.verdict
    }
    expect([lateBy('PT0S', 'P9D', 0), lateBy('P1D', 'PT0S', 0), lateBy('P1D', 'PT0S', 1)]).toEqual([
      'LATE_AFTER_SETTLEMENT',
      'PENDING_CALCULATION',
      'LATE_AFTER_SETTLEMENT',
    ])
    expect([
      lateBy(undefined, 'P1D', 0),
      lateBy(undefined, 'P1D', 1),
      lateBy(undefined, undefined, 2),
      lateBy(undefined, undefined, 3),
    ]).toEqual(['PENDING_CALCULATION', 'LATE_AFTER_SETTLEMENT', 'PENDING_CALCULATION', 'LATE_AFTER_SETTLEMENT'])
  })
})

describe('R32: the crossing of the threshold', () => {
  const T = 10_000_000_000n
  const crossingAt = (...amounts: ReadonlyArray<string>): string | undefined => {
    const lines = amounts.map((amount, index) =>
      spend({ spendId: `s${index + 1}`, time: after(ACTIVATED_AT, index + 1, 'hour'), amount: money(amount) }),
    )
    return crossing(sceneOf([...ISSUED_AND_ACTIVATED, ...lines, advanced(WINDOW_ENDS_AT)]).qualified.spend, T)?.spendId
  }

  test('is reached by the threshold itself and not by a micro-unit less', () => {
    expect(crossingAt('9999.999999')).toBeUndefined()
    expect(crossingAt('10000')).toBe('s1')
    expect(crossingAt('10000.000001')).toBe('s1')
    expect(crossingAt('9999.999999', '0.000001', '5')).toBe('s2')
  })

  test('R33: a line that crosses counts whole', () => {
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, spend({ amount: money('25000') }), advanced(WINDOW_ENDS_AT)])
    expect(sums(scene)).toEqual(['25000', '25000'])
  })

  test('looks at calculated spend only, in the order of event time with ties by source and id', () => {
    const tied = (id: string, source: string): CloudEventJson =>
      spend({ id, source, spendId: `${source}${id}`, amount: money('5000') })
    const scene = sceneOf([...ISSUED_AND_ACTIVATED, tied('b', '/b'), tied('a', '/b'), tied('z', '/a'), advanced(WINDOW_ENDS_AT)])
    expect(scene.qualified.spend.map(({ line }) => line.spendId)).toEqual(['/az', '/ba', '/bb'])
    expect(crossing(scene.qualified.spend, T)).toEqual({ metAt: at(after(ACTIVATED_AT, 1, 'hour')), spendId: '/ba' })
  })
})

describe('D4, D5: the order of arrival makes no difference', () => {
  const lines: ReadonlyArray<CloudEventJson> = [
    spend({ spendId: 'A', time: before(ACTIVATED_AT, 1, 'milli'), amount: money('6000') }),
    spend({ spendId: 'B', time: after(ACTIVATED_AT, 1, 'milli'), amount: money('6000') }),
    spend({ spendId: 'C', time: before(WINDOW_ENDS_AT, 1, 'milli'), amount: money('4000') }),
    spend({ spendId: 'D', time: WINDOW_ENDS_AT, amount: money('5000') }),
    spend({ spendId: 'B', id: 'B again', time: after(ACTIVATED_AT, 1, 'milli'), amount: money('6000') }),
    adjusted({ spendId: 'A', delta: money('-1000') }),
    adjusted({ spendId: 'C', delta: money('-1') }),
  ]
  const crossed = (log: ReadonlyArray<CloudEventJson>): readonly [string, string | undefined] => {
    const scene = sceneOf([...log, advanced(SETTLES_AT)])
    return [sums(scene)[1], crossing(scene.qualified.spend, scene.state.terms?.threshold.micros as Micros)?.spendId]
  }
  const arrivals = (log: ReadonlyArray<CloudEventJson>): fc.Arbitrary<CloudEventJson[]> =>
    fc.shuffledSubarray([...log], { minLength: log.length })

  test('9999 of 10000 in every permutation', () => {
    fc.assert(
      fc.property(arrivals([...ISSUED_AND_ACTIVATED, ...lines]), (log) => expect(crossed(log)).toEqual(['9999', undefined])),
      { numRuns: 500 },
    )
  })

  test('one yen more meets it, at the last spend that was needed', () => {
    const one = spend({ spendId: 'E', time: after(ACTIVATED_AT, 1, 'day'), amount: money('1') })
    fc.assert(
      fc.property(arrivals([...ISSUED_AND_ACTIVATED, ...lines, one]), (log) => expect(crossed(log)).toEqual(['10000', 'C'])),
      { numRuns: 500 },
    )
  })
})

describe('whatever the history', () => {
  const instant = fc.constantFrom(
    before(ACTIVATED_AT, 1, 'micro'),
    ACTIVATED_AT,
    after(ACTIVATED_AT, 1, 'micro'),
    after(ACTIVATED_AT, 9, 'day'),
    before(WINDOW_ENDS_AT, 1, 'micro'),
    WINDOW_ENDS_AT,
  )
  const spendId = fc.constantFrom('s1', 's2', 's3', 's4')
  const event = fc.oneof(
    fc
      .record({
        spendId,
        time: instant,
        amount: fc.constantFrom(money('0'), money('7'), money('7', 'USD')),
        kind: fc.constantFrom('ad_spend', 'tax', 'payment'),
      })
      .map((data) => spend(data)),
    fc
      .record({ spendId, delta: fc.constantFrom(money('3'), money('-5'), money('-9'), money('1', 'USD')) })
      .map((data) => adjusted(data)),
    spendId.map((id) => retracted({ spendId: id })),
    fc.oneof(instant, fc.constantFrom(SETTLES_AT, before(SETTLES_AT, 1, 'micro'))).map((through) => advanced(through)),
    fc.constantFrom(issued(), activated(), activated({ time: after(ACTIVATED_AT, 1, 'day') })),
  )
  const history = fc
    .array(event, { maxLength: 25 })
    .map((log) => log.map((each, index) => ({ ...each, id: `${each.id}#${index}` })))

  test('every line gets one verdict, and the amounts of the verdicts add up to the raw total', () => {
    fc.assert(
      fc.property(history, (log) => {
        const { lines, qualified } = sceneOf(log)
        const byVerdict = new Map<Verdict, Micros>()
        for (const { line, verdict } of qualified.spend) byVerdict.set(verdict, (byVerdict.get(verdict) ?? 0n) + line.amount)
        const total = (amounts: Iterable<Micros>): Micros => [...amounts].reduce((sum, amount) => sum + amount, 0n)
        expect(qualified.spend.map(({ line }) => line.position).sort()).toEqual(lines.map(({ position }) => position).sort())
        expect(total(byVerdict.values())).toBe(total(lines.map(({ amount }) => amount)))
        expect(total(qualified.spend.map(({ qualifying }) => qualifying))).toBe(qualified.reported)
        expect(total(qualified.spend.map(({ calculated }) => calculated))).toBe(qualified.calculated)
      }),
      { numRuns: 1_000 },
    )
  })

  test('D6: what is calculated changes at a run and at nothing else', () => {
    fc.assert(
      fc.property(history, (log) => {
        let known = 0n
        log.forEach((each, index) => {
          const { calculated } = sceneOf(log.slice(0, index + 1)).qualified
          if (!each.type.includes('CalculationAdvanced')) expect(calculated).toBe(known)
          known = calculated
        })
      }),
      { numRuns: 1_000 },
    )
  })
})
