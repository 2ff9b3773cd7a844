import { formatMicros } from '@earnback/kernel'
import * as fc from 'fast-check'
import {
  ACTIVATED_AT,
  activated,
  adjusted,
  advanced,
  after,
  before,
  type CloudEventJson,
  issued,
  money,
  retracted,
  SETTLES_AT,
  sceneOf,
  spend,
  WINDOW_ENDS_AT,
} from '../testing'

const RUN = advanced(after(ACTIVATED_AT, 10, 'day'))
const NEXT_RUN = advanced(after(ACTIVATED_AT, 11, 'day'))

/** Where one spend of 100 JPY stands after the log: its verdict, reported, calculated, pending, and the findings. */
const after100 = (...log: ReadonlyArray<CloudEventJson>): ReadonlyArray<string> => {
  const { qualified } = sceneOf([issued(), activated(), ...log])
  const { reported, calculated, spend: judged, findings } = qualified
  const sums = [reported, calculated, reported - calculated].map(formatMicros)
  return [judged[0]?.verdict ?? 'no line', sums.join(' '), ...findings.map(({ code }) => code)]
}

describe('R38: a correction is pending until a run has covered it, part by part', () => {
  test('given a counted spend, an adjustment down makes pending negative until the next run', () => {
    expect(after100(spend(), RUN, adjusted())).toEqual(['COUNTED', '90 100 -10'])
    expect(after100(spend(), RUN, adjusted(), NEXT_RUN)).toEqual(['COUNTED', '90 90 0'])
  })

  test('given a counted spend, an adjustment up is pending until the next run', () => {
    expect(after100(spend(), RUN, adjusted({ delta: money('0.000001') }))).toEqual(['COUNTED', '100.000001 100 0.000001'])
  })

  test('given a counted spend, a retraction leaves its amount in calculated until the next run', () => {
    expect(after100(spend(), RUN, retracted())).toEqual(['RETRACTED', '0 100 -100'])
    expect(after100(spend(), RUN, retracted(), NEXT_RUN)).toEqual(['RETRACTED', '0 0 0'])
  })

  test('given an adjustment and a retraction that no run has covered, calculated still holds what the last run left', () => {
    expect(after100(spend(), adjusted(), RUN, adjusted({ id: 'second', delta: money('-20') }), retracted())).toEqual([
      'RETRACTED',
      '0 90 -90',
    ])
  })

  test('a correction takes the time of its spend: a run that has not passed the spend covers neither', () => {
    const short = advanced(after(ACTIVATED_AT, 30, 'minute'))
    expect(after100(spend(), adjusted({ time: ACTIVATED_AT }), short)).toEqual(['PENDING_CALCULATION', '90 0 90'])
  })

  test('a run between a correction and its spend covers neither', () => {
    expect(after100(adjusted(), RUN, spend())).toEqual(['PENDING_CALCULATION', '90 0 90'])
    expect(after100(adjusted(), RUN, spend(), NEXT_RUN)).toEqual(['COUNTED', '90 90 0'])
  })
})

describe('a correction that arrives before its spend', () => {
  test('waits for it, and says so', () => {
    expect(after100(adjusted(), RUN)).toEqual(['no line', '0 0 0', 'ADJUSTMENT_WITHOUT_SPEND'])
    expect(after100(retracted(), RUN)).toEqual(['no line', '0 0 0', 'ADJUSTMENT_WITHOUT_SPEND'])
  })

  test('applies when the spend comes in', () => {
    expect(after100(adjusted(), spend(), RUN)).toEqual(['COUNTED', '90 90 0'])
    expect(after100(retracted(), spend(), RUN)).toEqual(['RETRACTED', '0 0 0'])
  })
})

describe('R36: an adjustment in another currency than its spend', () => {
  test('has no effect and leaves a finding', () => {
    expect(after100(spend(), adjusted({ delta: money('-10', 'USD') }), RUN)).toEqual([
      'COUNTED',
      '100 100 0',
      'ADJUSTMENT_CURRENCY_MISMATCH',
    ])
  })

  test('does not keep one in the right currency from its effect', () => {
    const foreign = adjusted({ id: 'foreign', delta: money('-50', 'USD') })
    expect(after100(spend(), foreign, adjusted(), RUN)).toEqual(['COUNTED', '90 90 0', 'ADJUSTMENT_CURRENCY_MISMATCH'])
  })
})

describe('D7: adjustments below zero', () => {
  const deltas = ['-70', '-60', '+20'].map((delta, index) => adjusted({ id: `d${index}`, delta: money(delta.replace('+', '')) }))

  test('leave the line at zero and a finding, whatever their order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([spend(), ...deltas], { minLength: 4 }), (log) => {
        expect(after100(...log, RUN)).toEqual(['COUNTED', '0 0 0', 'ADJUSTED_BELOW_ZERO'])
      }),
    )
  })

  test('are measured by their sum, to the micro-unit', () => {
    expect(after100(spend(), adjusted({ delta: money('-100') }), RUN)).toEqual(['COUNTED', '0 0 0'])
    expect(after100(spend(), adjusted({ delta: money('-100.000001') }), RUN)).toEqual(['COUNTED', '0 0 0', 'ADJUSTED_BELOW_ZERO'])
  })

  test('take from the cash-funded part, and never count below what a run has covered', () => {
    const half = spend({ funding: { cash: money('50'), credit: money('50') } })
    expect(after100(half, adjusted({ delta: money('-60') }), RUN)).toEqual(['COUNTED', '0 0 0', 'ADJUSTED_BELOW_ZERO'])
    expect(after100(half, RUN, adjusted({ delta: money('-60') }))).toEqual(['COUNTED', '0 50 -50', 'ADJUSTED_BELOW_ZERO'])
  })
})

describe('D5: a correction after the run that settled the window', () => {
  const settled = advanced(SETTLES_AT)

  test('an adjustment changes no sum and leaves a finding', () => {
    expect(after100(spend(), settled, adjusted())).toEqual(['COUNTED', '100 100 0', 'LATE_ADJUSTMENT'])
    expect(after100(spend(), settled, adjusted(), advanced(after(SETTLES_AT, 1, 'day')))).toEqual([
      'COUNTED',
      '100 100 0',
      'LATE_ADJUSTMENT',
    ])
  })

  test('a retraction changes no verdict and leaves a finding', () => {
    expect(after100(spend(), settled, retracted())).toEqual(['COUNTED', '100 100 0', 'LATE_RETRACTION'])
  })

  test('a late adjustment of a spend that was taken back in time leaves a finding', () => {
    expect(after100(spend(), retracted(), settled, adjusted())).toEqual(['RETRACTED', '0 0 0', 'LATE_ADJUSTMENT'])
  })

  test('one position before the run it still has its effect', () => {
    expect(after100(spend(), adjusted(), settled)).toEqual(['COUNTED', '90 90 0'])
    expect(after100(spend(), retracted(), settled)).toEqual(['RETRACTED', '0 0 0'])
  })

  test('a late correction of a spend that does not count is nobody’s business', () => {
    expect(after100(spend({ time: ACTIVATED_AT }), settled, adjusted(), retracted())).toEqual(['AT_ACTIVATION_INSTANT', '0 0 0'])
  })

  test('a correction that waits for a late spend has no effect: the spend is late', () => {
    expect(after100(adjusted(), settled, spend())).toEqual(['LATE_AFTER_SETTLEMENT', '0 0 0', 'LATE_AFTER_SETTLEMENT'])
  })
})

describe('a correction of a spend that does not count', () => {
  test('R30: a refund of spend before the activation lowers nothing', () => {
    const early = spend({ spendId: 'early', time: before(ACTIVATED_AT, 1, 'micro') })
    const { qualified } = sceneOf([
      issued(),
      activated(),
      spend(),
      early,
      adjusted({ spendId: 'early', delta: money('-1000') }),
      RUN,
    ])
    expect([qualified.reported, qualified.calculated, qualified.findings]).toEqual([100_000_000n, 100_000_000n, []])
  })

  test('a retraction of it is told all the same: RETRACTED comes before its place in time', () => {
    expect(after100(spend({ time: WINDOW_ENDS_AT }), retracted(), RUN)).toEqual(['RETRACTED', '0 0 0'])
  })

  test('R35: a correction of the same spend id in another account is none of ours', () => {
    expect(after100(spend(), adjusted({ adAccountId: 'account-2' }), RUN)).toEqual(['COUNTED', '100 100 0'])
  })
})
