import {
  correctActivation,
  couponStream,
  decodeStored,
  type Event,
  evolve,
  hold,
  recordOf,
  release,
  UNKNOWN_COUPON,
} from '@earnback/coupon'
import {
  ACCOUNT,
  ACTIVATED_AT,
  activated,
  after,
  at,
  before,
  cloudEvent,
  type CloudEventJson,
  COUPON,
  DEADLINE,
  issued,
  ISSUED_AT,
  money,
  spend,
} from '@earnback/coupon/testing'
import { collectEvents } from '@earnback/event-store'
import { Calculator, right } from './given'

const BROKEN_AT = after(ACTIVATED_AT, 2, 'hour')
const SPENT_AT = after(ACTIVATED_AT, 1, 'day')
const [FIRST, SECOND, THIRD] = [4, 5, 6].map((days) => after(ACTIVATED_AT, days, 'day')) as [string, string, string]

const ENOUGH = spend({ spendId: 'enough', time: SPENT_AT, amount: money('10000') })
const violated = (time = BROKEN_AT): CloudEventJson =>
  cloudEvent('PolicyViolationReported', { id: 'v-1', time, data: { adAccountId: ACCOUNT, violationId: 'v-1' } })
const resolved = (time: string): CloudEventJson =>
  cloudEvent('PolicyViolationResolved', { id: 'v-1-resolved', time, data: { adAccountId: ACCOUNT, violationId: 'v-1' } })

const stateIn = async (calculator: Calculator) =>
  (await collectEvents(calculator.store.readStream(couponStream(COUPON)))).reduce(
    (state, { json, position }) => evolve(state, decodeStored(json), { position }),
    UNKNOWN_COUPON,
  )

const append = async (calculator: Calculator, events: ReadonlyArray<Event>, now: string): Promise<void> => {
  right(
    await calculator.store.append(
      events.map((event) => recordOf(event, 'ann')),
      at(now),
    )(),
  )
}
const said = (now: string, ref?: string) => ({ couponId: COUPON, at: at(now), reason: 'case', ref })
const held = async (calculator: Calculator, now: string, ref?: string): Promise<void> =>
  append(calculator, right(hold(said(now, ref))(await stateIn(calculator))), now)
const released = async (calculator: Calculator, now: string, ref?: string): Promise<void> =>
  append(calculator, right(release(said(now, ref))(await stateIn(calculator))), now)

const earning = async (...more: ReadonlyArray<CloudEventJson>): Promise<Calculator> => {
  const calculator = new Calculator()
  await calculator.take(ISSUED_AT, issued(), activated(), ...more)
  return calculator
}
const codesIn = async (calculator: Calculator, now: string): Promise<ReadonlyArray<string>> =>
  ((await calculator.progress(now))?.findings ?? []).map(({ code }) => code)

describe('R47: a violation', () => {
  test('after the activation holds the grant, and its resolution releases it', async () => {
    const calculator = await earning(ENOUGH, violated())
    await calculator.calculate(FIRST)
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet', 'CreditHeld'])
    expect((await calculator.progress(FIRST))?.status).toBe('on_hold')
    expect(await codesIn(calculator, FIRST)).toEqual([])
    await calculator.take(FIRST, resolved(FIRST))
    await calculator.calculate(SECOND)
    expect((await calculator.decidedNames()).slice(2)).toEqual(['HoldReleased', 'CreditGranted'])
  })

  test.each([
    ['at the activation', ACTIVATED_AT, ['ACTIVATED_WHILE_INELIGIBLE']],
    ['one microsecond after it', after(ACTIVATED_AT, 1, 'micro'), []],
  ])('%s, learnt of later: holds, the activation stands, and only the older one is flagged', async (_, time, codes) => {
    const calculator = await earning(ENOUGH, violated(time))
    await calculator.calculate(FIRST)
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet', 'CreditHeld'])
    expect(await codesIn(calculator, FIRST)).toEqual(codes)
    expect((await calculator.progress(FIRST))?.activatedAt).toBe(ACTIVATED_AT)
    await calculator.take(FIRST, resolved(FIRST))
    await calculator.calculate(SECOND)
    expect(await codesIn(calculator, SECOND)).toEqual([])
    expect((await calculator.decidedNames()).at(-1)).toBe('CreditGranted')
  })

  test('a person’s hold is a person’s to release, whatever its ref looks like', async () => {
    const calculator = await earning(ENOUGH)
    await held(calculator, SPENT_AT, 'violation:v-9')
    await calculator.calculate(FIRST)
    expect(await calculator.named('CreditGranted')).toEqual([])
    expect(await calculator.named('HoldReleased')).toEqual([])
    await released(calculator, SECOND, 'violation:v-9')
    await calculator.calculate(SECOND)
    expect(await calculator.named('CreditGranted')).toMatchObject([{ occurredAt: at(SECOND) }])
  })
})

/** All orders of what comes in: the violation, the spend that meets the threshold, the run that grants, and a person's hold. */
const orders = (steps: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  steps.length === 0
    ? [[]]
    : steps.flatMap((step, index) => orders(steps.filter((_, other) => other !== index)).map((rest) => [step, ...rest]))

describe.each([
  ['without a hold', orders(['violation', 'threshold', 'run'])],
  ['with a hold', orders(['violation', 'threshold', 'run', 'hold'])],
])('R51: violation, threshold and grant in every order, %s', (_, all) => {
  test.each(all.map((order) => [order.join(', '), order] as const))('%s', async (__, order) => {
    const calculator = await earning()
    for (const [index, step] of order.entries()) {
      const now = after(FIRST, index, 'hour')
      if (step === 'violation') await calculator.take(now, violated())
      else if (step === 'threshold') await calculator.take(now, ENOUGH)
      else if (step === 'run') await calculator.calculate(now)
      else if ((await stateIn(calculator)).grants.length === 0) await held(calculator, now, 'case-1')
    }
    const before = (step: string, other: string): boolean =>
      order.indexOf(step) !== -1 && order.indexOf(step) < order.indexOf(other)
    const isGranted = before('threshold', 'run') && !before('violation', 'run') && !before('hold', 'run')
    await calculator.calculate(SECOND)
    await calculator.calculate(THIRD)
    expect(await calculator.named('ThresholdMet')).toHaveLength(1)
    expect(await calculator.named('CreditGranted')).toHaveLength(isGranted ? 1 : 0)
    expect(await calculator.named('GrantReviewRequired')).toHaveLength(isGranted ? 1 : 0)
    expect((await calculator.named('CreditHeld')).map(({ data }) => data.ref).includes('violation:v-1')).toBe(!isGranted)
  })
})

test('R30: ActivationCorrected takes effect with the next run: calculated changes at runs alone', async () => {
  const early = spend({ spendId: 'early', time: before(ACTIVATED_AT, 1, 'micro'), amount: money('300') })
  const calculator = await earning(early, spend({ amount: money('100') }))
  await calculator.calculate(FIRST)
  expect((await calculator.progress(FIRST))?.calculated?.amount).toBe('100')
  const input = { ...said(FIRST), to: at(before(ACTIVATED_AT, 2, 'micro')) }
  await append(calculator, right(correctActivation(input)(await stateIn(calculator))), FIRST)
  expect(await calculator.progress(FIRST)).toMatchObject({ calculated: money('100'), activatedAt: ACTIVATED_AT })
  const run = await calculator.calculate(FIRST)
  expect(run.isNewRun).toBe(true)
  expect(await calculator.progress(FIRST)).toMatchObject({
    calculated: money('400'),
    activatedAt: before(ACTIVATED_AT, 2, 'micro'),
  })
})

describe('R8: CodeExpired', () => {
  const NOTICE = after(DEADLINE, 1, 'hour')
  const issuedOnly = async (): Promise<Calculator> => {
    const calculator = new Calculator()
    await calculator.take(ISSUED_AT, issued())
    return calculator
  }

  test('comes with the first run at the deadline plus an hour, and not one microsecond before', async () => {
    const calculator = await issuedOnly()
    await calculator.calculate(before(NOTICE, 1, 'micro'))
    expect(await calculator.decidedNames()).toEqual([])
    expect((await calculator.progress(DEADLINE))?.status).toBe('expired_unused')
    await calculator.calculate(NOTICE)
    expect(await calculator.named('CodeExpired')).toMatchObject([{ occurredAt: at(DEADLINE) }])
    await calculator.calculate(after(NOTICE, 1, 'micro'))
    expect(await calculator.decidedNames()).toEqual(['CodeExpired'])
  })

  test('R9: is reversed by an activation from one microsecond before the deadline, and not by one at it', async () => {
    for (const [time, names] of [
      [before(DEADLINE, 1, 'micro'), ['CodeExpired', 'CodeExpiryReversed']],
      [DEADLINE, ['CodeExpired']],
    ] as const) {
      const calculator = await issuedOnly()
      await calculator.calculate(NOTICE)
      await calculator.take(after(NOTICE, 1, 'minute'), activated({ time }))
      await calculator.calculate(after(NOTICE, 1, 'day'))
      expect(await calculator.decidedNames()).toEqual(names)
    }
  })
})

test('R18: an activation by another business account does not stand; by the recipient’s or an unnamed one it does', async () => {
  for (const [businessAccountId, activatedAt] of [
    ['other', null],
    ['theirs', ACTIVATED_AT],
    [undefined, ACTIVATED_AT],
  ] as const) {
    const calculator = new Calculator()
    const by = businessAccountId === undefined ? {} : { businessAccountId }
    await calculator.take(ISSUED_AT, issued({ recipient: { businessAccountId: 'theirs' } }), activated(by), ENOUGH)
    await calculator.calculate(FIRST)
    expect((await calculator.progress(FIRST))?.activatedAt).toBe(activatedAt)
    expect(await calculator.named('ThresholdMet')).toHaveLength(activatedAt === null ? 0 : 1)
  }
})
