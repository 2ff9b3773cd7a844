import {
  activated,
  ACTIVATED_AT,
  advanced,
  after,
  at,
  before,
  cloudEvent,
  issued,
  ISSUED_AT,
  spend,
} from '@earnback/coupon/testing'
import { ENGINE_SOURCE, formatInstant } from '@earnback/kernel'
import { Calculator, duration } from './given'

const NOW = after(ACTIVATED_AT, 1, 'day')

const started = async (): Promise<Calculator> => {
  const calculator = new Calculator()
  await calculator.take(ISSUED_AT, issued(), activated(), spend())
  return calculator
}

const throughs = async (calculator: Calculator): Promise<ReadonlyArray<string>> =>
  (await calculator.named('CalculationAdvanced')).map(({ data }) => formatInstant(data.through))

describe('D6, R38: a calculation run', () => {
  test('is one event, through the instant that lies the lag before now, with lag and allowed lateness frozen in it', async () => {
    const calculator = await started()
    const calculated = await calculator.calculate(NOW, { lag: duration('PT5H'), allowedLateness: duration('P2D') })
    expect(calculated).toEqual({ through: at(before(NOW, 5, 'hour')), isNewRun: true, decisions: [] })
    const log = await calculator.log()
    expect(log).toHaveLength(4)
    expect(log[3]).toEqual({
      position: 4,
      causationid: 'calculation-1',
      event: {
        name: 'CalculationAdvanced',
        source: ENGINE_SOURCE,
        id: 'calculation-1',
        occurredAt: at(NOW),
        data: { through: at(before(NOW, 5, 'hour')), lag: duration('PT5H'), allowedLateness: duration('P2D') },
      },
    })
  })

  test('is made on an empty log too, so that there is always an instant up to which spend is calculated', async () => {
    const calculator = new Calculator()
    expect(await calculator.calculate(NOW)).toMatchObject({ through: at(before(NOW, 3, 'hour')), isNewRun: true, decisions: [] })
  })

  test('calculates spend up to and including the instant it runs through, and nothing a microsecond later', async () => {
    const calculator = new Calculator()
    const through = before(NOW, 3, 'hour')
    const late = after(through, 1, 'micro')
    await calculator.take(ISSUED_AT, issued(), activated(), spend({ time: through }), spend({ spendId: 'spend-2', time: late }))
    await calculator.calculate(NOW)
    expect(await calculator.progress(NOW)).toMatchObject({ calculated: { amount: '100' }, pending: { amount: '100' } })
    await calculator.calculate(after(NOW, 1, 'micro'))
    expect(await calculator.progress(NOW)).toMatchObject({ calculated: { amount: '200' }, pending: { amount: '0' } })
  })

  test('is not made where it would cover nothing new: no event at all is appended', async () => {
    const calculator = await started()
    const { through } = await calculator.calculate(NOW)
    const head = await calculator.store.head()
    expect(await calculator.calculate(NOW)).toEqual({ through, isNewRun: false, decisions: [] })
    expect(await calculator.store.head()).toEqual(head)
  })

  test('is made again at the same instant where facts have come, and covers them', async () => {
    const calculator = await started()
    await calculator.calculate(NOW)
    await calculator.take(NOW, spend({ spendId: 'spend-2' }))
    expect(await calculator.progress(NOW)).toMatchObject({ calculated: { amount: '100' }, pending: { amount: '100' } })
    expect(await calculator.calculate(NOW)).toMatchObject({ isNewRun: true })
    expect(await calculator.progress(NOW)).toMatchObject({ calculated: { amount: '200' }, pending: { amount: '0' } })
    expect(await calculator.calculate(NOW)).toMatchObject({ isNewRun: false })
  })

  test('never takes `through` back when now goes back, with news and without', async () => {
    const calculator = await started()
    const { through } = await calculator.calculate(NOW)
    const earlier = before(NOW, 6, 'hour')
    expect(await calculator.calculate(earlier)).toEqual({ through, isNewRun: false, decisions: [] })
    await calculator.take(NOW, spend({ spendId: 'spend-2' }))
    expect(await calculator.calculate(earlier)).toEqual({ through, isNewRun: true, decisions: [] })
    expect(await throughs(calculator)).toEqual([before(NOW, 3, 'hour'), before(NOW, 3, 'hour')])
  })

  test('R38: goes no further than every partition of its topics was read, and goes on when they are', async () => {
    const calculator = new Calculator(undefined, { topics: new Set(['spend', 'coupons']) })
    let told = 0
    const read = (topic: string, partition: number, readThrough: string): Promise<void> => {
      const counts = { from: 0, next: 0, stored: 0, duplicates: 0, quarantined: 0, skipped: 0 }
      const data = { topic, partition, readThrough, ...counts }
      return calculator.take(
        NOW,
        cloudEvent('SourceAdvanced', { id: `read-${told++}`, time: NOW, data }, { source: ENGINE_SOURCE }),
      )
    }
    const low = before(NOW, 5, 'hour')
    await read('spend', 0, NOW)
    await read('spend', 1, low)
    await read('coupons', 0, NOW)
    await read('elsewhere', 0, before(NOW, 9, 'hour'))
    expect(await calculator.calculate(NOW)).toMatchObject({ through: at(low) })
    expect(await calculator.calculate(NOW)).toMatchObject({ isNewRun: false })
    await read('spend', 1, after(low, 1, 'micro'))
    await calculator.calculate(NOW)
    await read('spend', 1, NOW)
    await calculator.calculate(NOW)
    expect(await throughs(calculator)).toEqual([low, after(low, 1, 'micro'), before(NOW, 3, 'hour')])
  })

  test('goes on counting after runs that came as facts, and never below how far they came', async () => {
    const calculator = await started()
    const platform = { id: 'run-of-the-platform', time: NOW, through: before(NOW, 1, 'hour') }
    await calculator.take(NOW, advanced(before(NOW, 1, 'hour'), platform))
    expect(await calculator.calculate(NOW)).toMatchObject({ isNewRun: false, through: at(before(NOW, 1, 'hour')) })
    await calculator.calculate(after(NOW, 1, 'day'))
    expect((await calculator.named('CalculationAdvanced')).map(({ id }) => id)).toEqual(['run-of-the-platform', 'calculation-2'])
  })
})
