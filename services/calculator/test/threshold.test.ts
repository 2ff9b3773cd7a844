import {
  ACCOUNT,
  activated,
  ACTIVATED_AT,
  adjusted,
  advanced,
  after,
  at,
  before,
  COUPON,
  creditGranted,
  issued,
  ISSUED_AT,
  money,
  retracted,
  spend,
  thresholdMet,
} from '@earnback/coupon/testing'
import { ENGINE_SOURCE } from '@earnback/kernel'
import { Calculator } from './given'

const JPY = (micros: bigint) => ({ currency: 'JPY', micros })
const T = 10_000_000_000n

const FIRST_AT = after(ACTIVATED_AT, 1, 'hour')
const CROSSING_AT = after(ACTIVATED_AT, 2, 'day')
const LAST_AT = after(ACTIVATED_AT, 3, 'day')
const NOW = after(ACTIVATED_AT, 4, 'day')

const FIRST = spend({ spendId: 'first', time: FIRST_AT, amount: money('6000') })
const CROSSING = spend({ spendId: 'crossing', time: CROSSING_AT, amount: money('4000') })
const LAST = spend({ spendId: 'last', time: LAST_AT, amount: money('0.000001') })

const started = async (...facts: ReadonlyArray<Parameters<Calculator['take']>[1]>): Promise<Calculator> => {
  const calculator = new Calculator()
  await calculator.take(ISSUED_AT, issued(), activated(), ...facts)
  return calculator
}

describe('R32, R38, R41: the run that confirms', () => {
  test('says ThresholdMet and then CreditGranted, each with its exact instants, amounts, identity and cause', async () => {
    const calculator = await started(LAST, CROSSING, FIRST)
    const { decisions, isNewRun } = await calculator.calculate(NOW)
    const met = {
      name: 'ThresholdMet',
      source: ENGINE_SOURCE,
      id: `${COUPON}:threshold-met`,
      occurredAt: at(CROSSING_AT),
      data: {
        couponId: COUPON,
        adAccountId: ACCOUNT,
        threshold: JPY(T),
        qualifyingSpend: JPY(T + 1n),
        metAt: at(CROSSING_AT),
        confirmedAt: at(NOW),
        crossingSpendId: 'crossing',
        calculatedThrough: at(before(NOW, 3, 'hour')),
      },
    }
    const granted = {
      name: 'CreditGranted',
      source: ENGINE_SOURCE,
      id: `${COUPON}:grant`,
      occurredAt: at(NOW),
      data: {
        couponId: COUPON,
        creditId: `${COUPON}:credit`,
        adAccountId: ACCOUNT,
        amount: JPY(T),
        basis: { thresholdMetId: `${COUPON}:threshold-met`, crossingSpendId: 'crossing', position: 6 },
      },
    }
    expect(isNewRun).toBe(true)
    expect(decisions).toEqual([met, granted])
    expect((await calculator.log()).slice(6)).toEqual([
      { position: 7, causationid: 'calculation-1', event: met },
      { position: 8, causationid: `${COUPON}:threshold-met`, event: granted },
    ])
  })

  test('confirms at the threshold itself and not a micro below', async () => {
    const calculator = await started(FIRST, spend({ spendId: 'crossing', time: CROSSING_AT, amount: money('3999.999999') }))
    expect(await calculator.calculate(NOW)).toMatchObject({ decisions: [] })
    await calculator.take(NOW, spend({ spendId: 'one-micro', time: LAST_AT, amount: money('0.000001') }))
    await calculator.calculate(NOW)
    expect(await calculator.named('ThresholdMet')).toMatchObject([
      { data: { metAt: at(LAST_AT), crossingSpendId: 'one-micro', qualifyingSpend: JPY(T) } },
    ])
  })

  test('is the first whose `through` reaches the spend that crosses, by a microsecond; reported spend confirms nothing', async () => {
    const calculator = await started(FIRST, CROSSING)
    const reaching = after(CROSSING_AT, 3, 'hour')
    await calculator.calculate(before(reaching, 1, 'micro'))
    expect(await calculator.decidedNames()).toEqual([])
    expect(await calculator.progress(NOW)).toMatchObject({ status: 'earning', flags: ['met_pending_calculation', 'data_stale'] })
    await calculator.calculate(reaching)
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet', 'CreditGranted'])
    expect(await calculator.named('ThresholdMet')).toMatchObject([
      { data: { confirmedAt: at(reaching), calculatedThrough: at(CROSSING_AT) } },
    ])
  })

  test('decides nothing more when it is made again, later, by a new calculator, or after newer spend', async () => {
    const calculator = await started(FIRST, CROSSING)
    await calculator.calculate(NOW)
    const log = await calculator.log()
    await calculator.calculate(NOW)
    const another = new Calculator(calculator.store)
    expect(await another.calculate(NOW)).toMatchObject({ isNewRun: false, decisions: [] })
    expect(await another.log()).toEqual(log)
    await another.take(NOW, spend({ spendId: 'more', amount: money('50000') }))
    expect(await another.calculate(after(NOW, 1, 'hour'))).toMatchObject({ isNewRun: true, decisions: [] })
    expect(await calculator.calculate(after(NOW, 2, 'hour'))).toMatchObject({ isNewRun: true, decisions: [] })
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet', 'CreditGranted'])
  })

  test('latches `metAt`: earlier spend that arrives later moves nothing', async () => {
    const calculator = await started(FIRST, CROSSING)
    await calculator.calculate(NOW)
    await calculator.take(NOW, spend({ spendId: 'earlier', time: after(ACTIVATED_AT, 1, 'micro'), amount: money('10000') }))
    await calculator.calculate(after(NOW, 1, 'day'))
    expect(await calculator.progress(NOW)).toMatchObject({ metAt: CROSSING_AT, confirmedAt: NOW, grantedAt: NOW })
  })

  test('grants no second credit where the platform has granted already', async () => {
    const calculator = await started(creditGranted({ time: LAST_AT }), FIRST, CROSSING)
    await calculator.calculate(NOW)
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet'])
  })

  test('decides for itself beside a ThresholdMet that the platform sent', async () => {
    const calculator = await started(thresholdMet({ time: LAST_AT }), FIRST)
    expect(await calculator.calculate(NOW)).toMatchObject({ decisions: [] })
    await calculator.take(NOW, CROSSING)
    await calculator.calculate(NOW)
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet', 'CreditGranted'])
  })

  test('decides every coupon of an account, each by its own threshold', async () => {
    const calculator = await started(FIRST, CROSSING)
    const half = {
      couponId: 'coupon-2',
      offer: { offerId: 'o-2', threshold: money('6000'), reward: money('1'), spendWindow: 'P30D' },
    }
    const never = { couponId: 'coupon-3', offer: { ...half.offer, threshold: money('10000.000001') } }
    await calculator.take(ISSUED_AT, issued(half), activated({ couponId: 'coupon-2' }))
    await calculator.take(ISSUED_AT, issued(never), activated({ couponId: 'coupon-3' }))
    const { decisions } = await calculator.calculate(NOW)
    expect(decisions.map(({ id }) => id)).toEqual([
      'coupon-1:threshold-met',
      'coupon-1:grant',
      'coupon-2:threshold-met',
      'coupon-2:grant',
    ])
    expect(await calculator.named('ThresholdMet')).toMatchObject([
      { data: { metAt: at(CROSSING_AT) } },
      { data: { metAt: at(FIRST_AT), qualifyingSpend: JPY(T) } },
    ])
  })

  test('is the run of another system where that was the last: its own time counts and not that of the calculation, which makes no run', async () => {
    const calculator = await started(FIRST, CROSSING)
    await calculator.take(NOW, advanced(LAST_AT, { time: before(NOW, 20, 'hour') }))
    const { isNewRun } = await calculator.calculate(after(LAST_AT, 3, 'hour'))
    expect(isNewRun).toBe(false)
    expect(await calculator.named('ThresholdMet')).toMatchObject([
      { data: { confirmedAt: at(before(NOW, 20, 'hour')), calculatedThrough: at(LAST_AT) } },
    ])
    expect(await calculator.named('CreditGranted')).toMatchObject([{ occurredAt: at(before(NOW, 20, 'hour')) }])
  })

  test('tells how far all runs had come by then, also where it fell back itself', async () => {
    const calculator = await started(FIRST)
    await calculator.take(NOW, advanced(LAST_AT), CROSSING, advanced(CROSSING_AT, { time: NOW }))
    await calculator.calculate(after(NOW, 1, 'day'))
    expect(await calculator.named('ThresholdMet')).toMatchObject([
      { data: { confirmedAt: at(NOW), calculatedThrough: at(LAST_AT), metAt: at(CROSSING_AT) } },
    ])
  })

  test('confirms spend whose activation arrives after it only with the next run', async () => {
    const calculator = new Calculator()
    await calculator.take(ISSUED_AT, issued(), FIRST, CROSSING)
    await calculator.calculate(NOW)
    await calculator.take(NOW, activated())
    expect(await calculator.progress(NOW)).toMatchObject({ calculated: { amount: '0' }, reported: { amount: '10000' } })
    await calculator.calculate(NOW)
    expect((await calculator.decided()).map(({ causationid }) => causationid)).toEqual([
      'calculation-2',
      `${COUPON}:threshold-met`,
    ])
  })
})

describe('D7: calculated spend that falls below the threshold', () => {
  const REFUND = adjusted({ id: 'refund', spendId: 'crossing', delta: money('-0.000001') })
  const REPLACED = spend({ spendId: 'replaced', time: LAST_AT, amount: money('0.000001') })

  test('after the grant: a person is asked, once, and nothing is taken back', async () => {
    const calculator = await started(FIRST, CROSSING)
    await calculator.calculate(NOW)
    await calculator.take(NOW, REFUND)
    expect(await calculator.progress(NOW)).toMatchObject({ pending: { amount: '-0.000001' }, flags: [] })
    const later = after(NOW, 1, 'hour')
    const { decisions } = await calculator.calculate(later)
    expect(decisions).toEqual([
      {
        name: 'GrantReviewRequired',
        source: ENGINE_SOURCE,
        id: `${COUPON}:grant-review`,
        occurredAt: at(later),
        data: {
          couponId: COUPON,
          adAccountId: ACCOUNT,
          threshold: JPY(T),
          qualifyingSpend: JPY(T - 1n),
          cause: expect.stringContaining('below the threshold') as string,
        },
      },
    ])
    await calculator.take(later, retracted({ spendId: 'first' }))
    await calculator.calculate(after(NOW, 2, 'hour'))
    await calculator.calculate(after(NOW, 60, 'day'))
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet', 'CreditGranted', 'GrantReviewRequired'])
    expect(await calculator.progress(after(NOW, 60, 'day'))).toMatchObject({ status: 'credited', flags: ['review_required'] })
  })

  test('where the platform grants: met without a grant, then taken back, then met again under ids of their own', async () => {
    const calculator = new Calculator(undefined, { grantAuthority: 'platform' })
    await calculator.take(ISSUED_AT, issued(), activated(), FIRST, CROSSING)
    await calculator.calculate(NOW)
    await calculator.take(NOW, REFUND)
    await calculator.calculate(after(NOW, 1, 'hour'))
    expect(await calculator.progress(after(NOW, 1, 'hour'))).toMatchObject({ status: 'earning', metAt: null })
    await calculator.calculate(after(NOW, 2, 'hour'))
    await calculator.take(NOW, REPLACED)
    await calculator.calculate(after(NOW, 3, 'hour'))
    await calculator.take(NOW, retracted({ spendId: 'first' }))
    await calculator.calculate(after(NOW, 4, 'hour'))
    expect((await calculator.decided()).map(({ event, causationid }) => [event.id, causationid])).toEqual([
      [`${COUPON}:threshold-met`, 'calculation-1'],
      [`${COUPON}:threshold-reverted`, 'calculation-2'],
      [`${COUPON}:threshold-met:2`, 'calculation-4'],
      [`${COUPON}:threshold-reverted:2`, 'calculation-5'],
    ])
    const [first, second] = await calculator.named('ThresholdMet')
    expect([first?.data.metAt, first?.data.confirmedAt]).toEqual([at(CROSSING_AT), at(NOW)])
    expect([second?.data.metAt, second?.data.confirmedAt]).toEqual([at(LAST_AT), at(after(NOW, 3, 'hour'))])
    expect((await calculator.named('ThresholdReverted')).map(({ data }) => data.qualifyingSpend.micros)).toEqual([
      T - 1n,
      T - 6_000_000_000n,
    ])
  })

  test('where the authority to grant passes to the engine, the threshold that stands is granted by the next run', async () => {
    const calculator = await started(FIRST, CROSSING)
    await calculator.calculate(NOW, { grantAuthority: 'platform' })
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet'])
    await calculator.calculate(after(NOW, 1, 'hour'))
    const [, granted] = await calculator.decided()
    expect(granted).toMatchObject({
      causationid: `${COUPON}:threshold-met`,
      event: { name: 'CreditGranted', occurredAt: at(after(NOW, 1, 'hour')) },
    })
    expect(await calculator.decided()).toHaveLength(2)
  })

  test('between two runs is not seen: a refund that comes with its replacement decides nothing', async () => {
    const calculator = await started(FIRST, CROSSING)
    await calculator.calculate(NOW)
    await calculator.take(NOW, REFUND, REPLACED)
    expect(await calculator.calculate(after(NOW, 1, 'hour'))).toMatchObject({ decisions: [] })
  })
})
