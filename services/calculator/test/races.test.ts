import {
  activated,
  ACTIVATED_AT,
  adjusted,
  advanced,
  after,
  at,
  before,
  COUPON,
  issued,
  ISSUED_AT,
  money,
  SETTLES_AT,
  spend,
} from '@earnback/coupon/testing'
import { MemoryLog, type StoreUnavailable } from '@earnback/event-store'
import * as TE from 'fp-ts/TaskEither'
import { beforeAppend, Calculator, emptyStore } from './given'

const NOW = after(ACTIVATED_AT, 4, 'day')
const LATER = after(NOW, 1, 'hour')
const ENOUGH = spend({ spendId: 'enough', time: after(ACTIVATED_AT, 1, 'day'), amount: money('10000') })
const BOTH = ['ThresholdMet', 'CreditGranted']

const RUN_APPEND = 1
const DECISIONS_APPEND = 2

/** A log on which the next run confirms. */
const ready = async (): Promise<MemoryLog> => {
  const log = new MemoryLog()
  await new Calculator(emptyStore(log)).take(ISSUED_AT, issued(), activated(), ENOUGH)
  return log
}

const runsIn = async (calculator: Calculator): Promise<number> => (await calculator.named('CalculationAdvanced')).length

describe('R41: two calculators on one store', () => {
  test.each([
    ['before the run', RUN_APPEND, NOW],
    ['before the run, at a later instant', RUN_APPEND, LATER],
    ['between the run and its decisions', DECISIONS_APPEND, NOW],
  ])('where one gets in %s of the other: one run, one set of decisions, and both answer', async (_, nth, otherNow) => {
    const log = await ready()
    const other = new Calculator(emptyStore(log))
    let ofOther: unknown
    const one = new Calculator(beforeAppend(emptyStore(log), nth, async () => (ofOther = await other.calculate(otherNow))))
    const ofOne = await one.calculate(NOW)
    expect(await runsIn(one)).toBe(1)
    expect(await one.decidedNames()).toEqual(BOTH)
    const stored = (await one.decided()).map(({ event }) => event)
    expect(ofOther).toMatchObject({ isNewRun: nth === RUN_APPEND, decisions: stored })
    expect(ofOne).toEqual({ through: at(before(otherNow, 3, 'hour')), isNewRun: nth === DECISIONS_APPEND, decisions: [] })
  })

  test('where the other was earlier and not as far, one goes on after it: it answers how far it was asked to come', async () => {
    const log = await ready()
    const other = new Calculator(emptyStore(log))
    const one = new Calculator(beforeAppend(emptyStore(log), RUN_APPEND, () => other.calculate(NOW)))
    expect(await one.calculate(LATER)).toEqual({ through: at(before(LATER, 3, 'hour')), isNewRun: true, decisions: [] })
    expect((await one.named('CalculationAdvanced')).map(({ id }) => id)).toEqual(['calculation-1', 'calculation-2'])
    expect(await one.decidedNames()).toEqual(BOTH)
  })

  test('where one makes a newer run between the run of the other and its decisions: two runs, one set of decisions', async () => {
    const log = await ready()
    const other = new Calculator(emptyStore(log))
    const one = new Calculator(beforeAppend(emptyStore(log), DECISIONS_APPEND, () => other.calculate(LATER)))
    expect(await one.calculate(NOW)).toMatchObject({ isNewRun: true, decisions: [] })
    expect(await one.decidedNames()).toEqual(BOTH)
    expect(await one.named('ThresholdMet')).toMatchObject([{ data: { confirmedAt: at(NOW) } }])
    expect(await one.named('CreditGranted')).toMatchObject([{ occurredAt: at(LATER) }])
  })

  test('that start at once make one run and one set of decisions, and one of them says so', async () => {
    const log = await ready()
    const calculators = [0, 1, 2].map(() => new Calculator(emptyStore(log)))
    const answers = await Promise.all(calculators.map((calculator) => calculator.calculate(NOW)))
    expect(await runsIn(calculators[0]!)).toBe(1)
    expect(await calculators[0]!.decidedNames()).toEqual(BOTH)
    expect(answers.filter(({ isNewRun }) => isNewRun)).toHaveLength(1)
    expect(answers.flatMap(({ decisions }) => decisions)).toHaveLength(BOTH.length)
    expect(new Set(answers.map(({ through }) => through))).toEqual(new Set([at(before(NOW, 3, 'hour'))]))
  })
})

describe('D6: facts that come while a run is made', () => {
  test('a run of another source that gets in first is counted: the next attempt goes on after it', async () => {
    const log = await ready()
    const other = new Calculator(emptyStore(log))
    const one = new Calculator(beforeAppend(emptyStore(log), RUN_APPEND, () => other.take(NOW, advanced(before(NOW, 3, 'hour')))))
    expect(await one.calculate(NOW)).toMatchObject({ isNewRun: false })
    expect(await one.decidedNames()).toEqual(BOTH)
    expect((await one.decided())[0]).toMatchObject({ causationid: `run:${before(NOW, 3, 'hour')}` })
  })

  test('news of the coupon before its decisions: they are decided again, on what is known then', async () => {
    const log = await ready()
    const other = new Calculator(emptyStore(log))
    const again = activated({ id: 'again', time: after(ACTIVATED_AT, 1, 'hour') })
    const one = new Calculator(beforeAppend(emptyStore(log), DECISIONS_APPEND, () => other.take(NOW, again)))
    expect(await one.calculate(NOW)).toMatchObject({
      isNewRun: true,
      decisions: [{ name: 'ThresholdMet' }, { name: 'CreditGranted' }],
    })
    expect(await runsIn(one)).toBe(1)
    expect(await one.decidedNames()).toEqual(BOTH)
  })

  test('a refund between the run and its decisions belongs to the next run: it changes nothing that this one decides', async () => {
    const log = await ready()
    const other = new Calculator(emptyStore(log))
    const refund = adjusted({ spendId: 'enough', delta: money('-1') })
    const one = new Calculator(beforeAppend(emptyStore(log), DECISIONS_APPEND, () => other.take(NOW, refund)))
    await one.calculate(NOW)
    expect(await one.decidedNames()).toEqual(BOTH)
    await one.calculate(NOW)
    expect(await one.decidedNames()).toEqual([...BOTH, 'GrantReviewRequired'])
  })

  test('R46: an activation right after the run that would settle its window is no miss: its spend is not calculated yet', async () => {
    const log = new MemoryLog()
    const other = new Calculator(emptyStore(log))
    await other.take(ISSUED_AT, issued(), ENOUGH)
    const store = emptyStore(log)
    const one = new Calculator({
      ...store,
      append: (events, recordedAt, expected) => async () => {
        const appended = await store.append(events, recordedAt, expected)()
        if (events.slice(0, 1)[0]?.id === 'calculation-1') await other.take(SETTLES_AT, activated())
        return appended
      },
    })
    const now = after(SETTLES_AT, 1, 'day')
    await one.calculate(now)
    expect(await one.decidedNames()).toEqual([])
    await one.calculate(now)
    expect(await one.decidedNames()).toEqual(BOTH)
  })
})

describe('R41: a crash between a run and its decisions', () => {
  const crashed = async (): Promise<Calculator> => {
    const log = await ready()
    const crash = (): Promise<never> => Promise.reject(new Error('the process was killed'))
    const crashing = new Calculator(beforeAppend(emptyStore(log), DECISIONS_APPEND, crash))
    await expect(crashing.calculate(NOW)).rejects.toThrow('the process was killed')
    const calculator = new Calculator(emptyStore(log))
    expect(await runsIn(calculator)).toBe(1)
    expect(await calculator.decidedNames()).toEqual([])
    return calculator
  }

  test('is made good by the next calculation without a run, to the same decisions', async () => {
    const undisturbed = new Calculator(emptyStore(await ready()))
    await undisturbed.calculate(NOW)
    const calculator = await crashed()
    expect(await calculator.calculate(NOW)).toMatchObject({
      isNewRun: false,
      decisions: [{ name: 'ThresholdMet' }, { name: 'CreditGranted' }],
    })
    expect(await calculator.log()).toEqual(await undisturbed.log())
  })

  test('is made good by the next run as of the first: met and confirmed as it would have been', async () => {
    const calculator = await crashed()
    await calculator.take(LATER, spend({ spendId: 'more', time: after(ACTIVATED_AT, 1, 'hour'), amount: money('9000') }))
    expect(await calculator.calculate(LATER)).toMatchObject({ isNewRun: true })
    expect(await calculator.decidedNames()).toEqual(BOTH)
    expect(await calculator.named('ThresholdMet')).toMatchObject([
      {
        data: {
          metAt: at(after(ACTIVATED_AT, 1, 'day')),
          crossingSpendId: 'enough',
          confirmedAt: at(NOW),
          calculatedThrough: at(before(NOW, 3, 'hour')),
          qualifyingSpend: { micros: 10_000_000_000n },
        },
      },
    ])
    expect((await calculator.decided())[0]).toMatchObject({ causationid: 'calculation-2' })
  })

  test('is made good although a refund came before the next run: what was met is met, and a person is asked', async () => {
    const calculator = await crashed()
    await calculator.take(LATER, adjusted({ spendId: 'enough', delta: money('-1') }))
    await calculator.calculate(LATER)
    expect(await calculator.decidedNames()).toEqual([...BOTH, 'GrantReviewRequired'])
  })
})

describe('a store that does not take it', () => {
  test('where others keep getting in first, the answer after ten attempts is CalculationContended', async () => {
    const log = await ready()
    const other = new Calculator(emptyStore(log))
    const store = emptyStore(log)
    let tries = 0
    const contended = new Calculator({
      ...store,
      append: (events, recordedAt, expected) => async () => {
        tries += 1
        const isRun = events.slice(0, 1)[0]?.stream === 'calculation'
        if (!isRun) await other.take(NOW, activated({ id: `again-${tries}`, time: after(ACTIVATED_AT, tries, 'hour') }))
        return store.append(events, recordedAt, expected)()
      },
    })
    expect(await contended.attempt(NOW)).toEqual({ _tag: 'Left', left: { kind: 'CalculationContended', attempts: 10 } })
    expect([tries, await runsIn(contended), await contended.decidedNames()]).toEqual([11, 1, []])
    expect(await other.calculate(NOW)).toMatchObject({ decisions: [{ name: 'ThresholdMet' }, { name: 'CreditGranted' }] })
  })

  test('a fault of the store is the answer at once, before the run and after it', async () => {
    const full: StoreUnavailable = { kind: 'StoreUnavailable', code: 'STORE_FULL', message: 'the disk is full' }
    for (const nth of [RUN_APPEND, DECISIONS_APPEND]) {
      const store = emptyStore(await ready())
      let appends = 0
      const calculator = new Calculator({
        ...store,
        append: (...given) => (++appends === nth ? TE.left(full) : store.append(...given)),
      })
      expect(await calculator.attempt(NOW)).toEqual({ _tag: 'Left', left: full })
      expect([appends, await calculator.decidedNames()]).toEqual([nth, []])
      expect(await calculator.calculate(NOW)).toMatchObject({
        isNewRun: nth === RUN_APPEND,
        decisions: [{ id: `${COUPON}:threshold-met` }, {}],
      })
    }
  })
})
