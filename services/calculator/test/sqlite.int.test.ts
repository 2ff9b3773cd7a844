import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sameContent } from '@earnback/coupon'
import {
  activated,
  ACTIVATED_AT,
  adjusted,
  after,
  at,
  before,
  issued,
  ISSUED_AT,
  money,
  SETTLES_AT,
  spend,
} from '@earnback/coupon/testing'
import type { EventStore } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import { spendColumns } from '@earnback/projections'
import { beforeAppend, Calculator, emptyStore, right } from './given'

const NOW = after(ACTIVATED_AT, 4, 'day')
const LATER = after(NOW, 1, 'hour')
const ENOUGH = spend({ spendId: 'enough', time: after(ACTIVATED_AT, 1, 'day'), amount: money('10000') })
const BOTH = ['ThresholdMet', 'CreditGranted']

let folder = ''
const opened: EventStore[] = []

const open = async (): Promise<EventStore> => {
  const store = right(await sqliteEventStore({ path: join(folder, 'log.db'), columns: spendColumns, sameContent })())
  opened.push(store)
  return store
}

const closeAll = async (): Promise<void> => {
  for (const store of opened.splice(0)) await store.close()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earnback-calculator-'))
})
afterEach(async () => {
  await closeAll()
  await rm(folder, { recursive: true })
})

const ready = async (store: EventStore): Promise<Calculator> => {
  const calculator = new Calculator(store)
  await calculator.take(ISSUED_AT, issued(), activated(), ENOUGH)
  return calculator
}

describe('on SQLite', () => {
  test('R32, R41, D7: a log has the same events as the log in memory, and each process that opens it adds what is new and no more', async () => {
    const story: ReadonlyArray<(calculator: Calculator) => Promise<unknown>> = [
      (calculator) => calculator.take(ISSUED_AT, issued(), activated(), ENOUGH),
      (calculator) => calculator.calculate(before(NOW, 60, 'hour')),
      (calculator) => calculator.calculate(NOW),
      (calculator) => calculator.calculate(NOW),
      (calculator) => calculator.take(NOW, adjusted({ spendId: 'enough', delta: money('-1') })),
      (calculator) => calculator.calculate(LATER),
      (calculator) => calculator.take(LATER, issued({ couponId: 'coupon-2' }), activated({ couponId: 'coupon-2' })),
      (calculator) => calculator.calculate(after(SETTLES_AT, 1, 'day')),
    ]
    const inMemory = new Calculator(emptyStore())
    for (const happens of story) {
      await happens(inMemory)
      await happens(new Calculator(await open()))
      await closeAll()
    }
    const calculator = new Calculator(await open())
    expect(await calculator.log()).toEqual(await inMemory.log())
    expect(await calculator.store.head()).toEqual(await inMemory.store.head())
    expect(await calculator.decidedNames()).toEqual([...BOTH, 'GrantReviewRequired', 'SpendWindowMissed'])
  })

  test('R41: a crash between a run and its decisions is made good by the process after it, as of the first run', async () => {
    const store = await open()
    await ready(store)
    const crash = (): Promise<never> => Promise.reject(new Error('the process was killed'))
    await expect(new Calculator(beforeAppend(store, 2, crash)).calculate(NOW)).rejects.toThrow('killed')
    await closeAll()
    const next = new Calculator(await open())
    await next.calculate(LATER)
    expect(await next.decidedNames()).toEqual(BOTH)
    expect(await next.named('ThresholdMet')).toMatchObject([{ data: { confirmedAt: at(NOW) } }])
  })

  test('R41: two that have the file open and calculate at once make one set of decisions', async () => {
    const one = await ready(await open())
    const other = new Calculator(await open())
    const answers = await Promise.all([one.calculate(NOW), other.calculate(NOW)])
    expect(answers.flatMap(({ decisions }) => decisions)).toHaveLength(BOTH.length)
    expect(await one.named('CalculationAdvanced')).toHaveLength(1)
    expect(await one.decidedNames()).toEqual(BOTH)
  })

  test.each([1, 2])('R41: one that gets in before append %i of another leaves it nothing to decide', async (nth) => {
    await ready(await open())
    const other = new Calculator(await open())
    const one = new Calculator(beforeAppend(await open(), nth, () => other.calculate(NOW)))
    expect(await one.calculate(NOW)).toMatchObject({ isNewRun: nth === 2, decisions: [] })
    expect(await one.decidedNames()).toEqual(BOTH)
    expect((await one.store.audit(() => undefined)).problems).toEqual([])
  })
})
