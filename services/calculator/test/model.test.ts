import {
  ACCOUNT,
  ACTIVATED_AT,
  activated,
  after,
  at,
  type CloudEventJson,
  cloudEvent,
  COUPON,
  DEADLINE,
  issued,
  ISSUED_AT,
  MICROS_OF,
  money,
  spend,
} from '@earnback/coupon/testing'
import { formatInstant, instantOfMicros } from '@earnback/kernel'
import * as fc from 'fast-check'
import { Calculator } from './given'
import { type Fact, ReferenceModel } from './reference-model'

const RUNS = 1_000
const THRESHOLD = 10_000

const text = (micros: number): string => formatInstant(instantOfMicros(micros))
const about = { couponId: COUPON, adAccountId: ACCOUNT, reason: 'because' }
const ofAccount = (name: string, id: string, time: number, data: object): CloudEventJson =>
  cloudEvent(name, { id, time: text(time), data: { adAccountId: ACCOUNT, ...data } })
/** A person's decisions come in as facts; when they happened decides nothing, where they stand in the log does. */
const byPerson = (name: string, ref?: string): CloudEventJson =>
  cloudEvent(name, { id: name, time: ACTIVATED_AT, data: ref === undefined ? about : { ...about, ref } }, { source: 'staff' })

const eventOf = (fact: Fact): CloudEventJson => {
  switch (fact.kind) {
    case 'activated':
      return activated({ time: text(fact.at) })
    case 'spent':
      return spend({ spendId: fact.id, time: text(fact.at), amount: money(`${fact.amount}`) })
    case 'violated':
      return ofAccount('PolicyViolationReported', `${fact.id}:reported`, fact.at, { violationId: fact.id })
    case 'resolved':
      return ofAccount('PolicyViolationResolved', `${fact.id}:resolved`, fact.at, { violationId: fact.id })
    case 'standing':
      return ofAccount('AccountStandingChanged', `standing:${fact.at}`, fact.at, { standing: fact.value })
    case 'held':
      return byPerson('CreditHeld', 'case-1')
    case 'released':
      return byPerson('HoldReleased', 'case-1')
    case 'withheld':
      return byPerson('CreditWithheld')
    case 'reinstated':
      return byPerson('CreditReinstated')
  }
}

const inDays = (count: number): number => at(ACTIVATED_AT) + count * MICROS_OF.day
const day = fc.integer({ min: -2, max: 33 }).map(inDays)
const micro = fc.constantFrom(-1, 0, 1)
const nearStart = micro.map((off) => at(ACTIVATED_AT) + off)
const nearEnd = micro.map((off) => inDays(30) + off)

const facts: Readonly<Record<Fact['kind'], fc.Arbitrary<Fact>>> = {
  activated: fc.constant({ kind: 'activated', at: at(ACTIVATED_AT) }),
  spent: fc
    .record({ id: fc.nat(9), at: fc.oneof({ weight: 4, arbitrary: day }, nearStart, nearEnd) })
    // One spend per id, whatever is drawn: its amount follows from the id, and each instant has ids of its own.
    .map(({ id, at: when }) => ({
      kind: 'spent',
      id: `spend-${id}-${when}`,
      at: when,
      amount: [2_500, 5_000, 9_999, 1][id % 4] as number,
    })),
  violated: fc
    .record({ id: fc.constantFrom('v1', 'v2') })
    .map(({ id }) => ({ kind: 'violated', id, at: inDays(id === 'v1' ? -1 : 5) })),
  resolved: fc.constantFrom('v1', 'v2').map((id) => ({ kind: 'resolved', id, at: inDays(7) })),
  standing: fc
    .integer({ min: 1, max: 6 })
    .map((count) => ({ kind: 'standing', value: count % 2 === 0 ? 'approved' : 'suspended', at: inDays(count) })),
  held: fc.constant({ kind: 'held' }),
  released: fc.constant({ kind: 'released' }),
  withheld: fc.constant({ kind: 'withheld' }),
  reinstated: fc.constant({ kind: 'reinstated' }),
}

type Step = { readonly fact: Fact } | { readonly hoursToRun: number }

const fact = (kind: Fact['kind'], weight: number) => ({ weight, arbitrary: facts[kind].map((known): Step => ({ fact: known })) })
const step = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(1, 20, 60, 300).map((hoursToRun): Step => ({ hoursToRun })) },
  fact('spent', 8),
  fact('activated', 2),
  fact('violated', 1),
  fact('resolved', 1),
  fact('standing', 1),
  fact('held', 1),
  fact('released', 1),
  fact('withheld', 1),
  fact('reinstated', 1),
)

/** A release or a reinstatement that comes before what it ends, ends nothing; the model keeps no order, so these do not occur. */
const isInOrder = (steps: ReadonlyArray<Step>): boolean =>
  (['held', 'withheld'] as const).every((kind, index) => {
    const places = [kind, (['released', 'reinstated'] as const)[index]].map((wanted) =>
      steps.findIndex((one) => 'fact' in one && one.fact.kind === wanted),
    )
    const [begun = -1, ended = -1] = places
    return ended === -1 || (begun !== -1 && begun < ended)
  })

/** Half of the histories begin on the way to a grant, so that what comes after one is reached as well. */
const START: ReadonlyArray<Step> = [
  { fact: { kind: 'activated', at: at(ACTIVATED_AT) } },
  { fact: { kind: 'spent', id: 'first', at: inDays(1), amount: THRESHOLD } },
]
const history = fc
  .tuple(fc.boolean(), fc.array(step, { minLength: 5, maxLength: 40 }).filter(isInOrder))
  .map(([isOnTheWay, steps]) => (isOnTheWay ? [...START, ...steps] : steps))

test('R8, R9, R41, R46, R47, R48, R50, R51: whatever arrives in whatever order, twice or between runs, the runs decide what the reference model decides', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const offer = {
        deadline: at(DEADLINE),
        windowMicros: 30 * MICROS_OF.day,
        threshold: THRESHOLD,
        latenessMicros: 3 * MICROS_OF.day,
        lagMicros: 3 * MICROS_OF.hour,
      }
      const [calculator, model] = [new Calculator(), new ReferenceModel(offer)]
      await calculator.take(ISSUED_AT, issued())
      let now = ISSUED_AT
      for (const one of steps) {
        if ('fact' in one) {
          model.arrive(one.fact)
          await calculator.take(now, eventOf(one.fact))
          continue
        }
        now = after(now, one.hoursToRun, 'hour')
        const { decisions } = await calculator.calculate(now)
        const names = decisions.map(({ name }) => name)
        expect(names).toEqual(model.run(at(now)))
        for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1)
      }
      expect((await calculator.named('CreditGranted')).length).toBeLessThanOrEqual(1)
    }),
    { numRuns: RUNS },
  )
  expect([...seen.keys()].sort()).toEqual(
    [
      'CodeExpired',
      'CodeExpiryReversed',
      'CreditGranted',
      'CreditHeld',
      'GrantReviewRequired',
      'HoldReleased',
      'SpendWindowMissed',
      'ThresholdMet',
    ].sort(),
  )
})
