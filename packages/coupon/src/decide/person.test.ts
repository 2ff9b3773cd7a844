import type { Amount, Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { grantedOf, withdrawableOf } from '../credit/withdrawable'
import type { Event } from '../events/event'
import { evolve } from '../evolve'
import {
  type CouponState,
  standingActivation,
  standingHolds,
  standingWithholding,
  UNKNOWN_COUPON,
  withCorrections,
} from '../state'
import {
  ACTIVATED_AT,
  activated,
  after,
  at,
  before,
  type CloudEventJson,
  COUPON,
  creditGranted,
  DEADLINE,
  decoded,
  issued,
  thresholdMet,
} from '../testing'
import { correctActivation } from './correct-activation'
import { extendDeadline } from './extend-deadline'
import { hold } from './hold'
import type { Decided, PersonDecides, Ruling } from './person'
import { reinstate } from './reinstate'
import { release } from './release'
import { withdraw, type WithdrawInput } from './withdraw'
import { withhold } from './withhold'

const NOW = at(after(ACTIVATED_AT, 11, 'day'))
const said = { couponId: COUPON, at: NOW, reason: 'case 7' }
const jpy = (whole: number): Amount => ({ micros: BigInt(whole) * 1_000_000n, currency: 'JPY' })

const folded = (state: CouponState, events: ReadonlyArray<Event>, from: number): CouponState =>
  events.reduce((known, event, index) => evolve(known, event, { position: from + index }), state)

const stateOf = (...log: ReadonlyArray<CloudEventJson>): CouponState => folded(UNKNOWN_COUPON, log.map(decoded), 1)

const EARNING = [issued(), activated()]
const MET = [...EARNING, thresholdMet()]
const GRANTED = [...MET, creditGranted()]

const eventsOf = (decided: Decided): ReadonlyArray<Event> => {
  if (E.isLeft(decided)) throw new Error(`refused: ${decided.left.code}`)
  return decided.right
}
const codeOf = (decided: Decided): string | undefined => (E.isLeft(decided) ? decided.left.code : undefined)

let position = 100
const decidedOn = <Input extends Ruling>(state: CouponState, decide: PersonDecides<Input>, input: Input): CouponState =>
  folded(state, eventsOf(decide(input)(state)), position++)

const asked = (unspent: number, requested?: number): WithdrawInput => ({
  ...said,
  unspent: jpy(unspent).micros,
  requested: requested === undefined ? undefined : jpy(requested),
})

describe('R51: a hold', () => {
  test('stands for its ref until that is released, and every hold ends with a release that names none', () => {
    const one = decidedOn(stateOf(...MET), hold, { ...said, ref: 'case-1' })
    const two = decidedOn(one, hold, { ...said, ref: 'case-2' })
    expect(standingHolds(decidedOn(two, release, { ...said, ref: 'case-1' })).map(({ event }) => event.data.ref)).toEqual([
      'case-2',
    ])
    expect(standingHolds(decidedOn(two, release, said))).toEqual([])
    expect(codeOf(release({ ...said, ref: 'case-3' })(two))).toBe('NOT_HELD')
  })

  test('comes too late after the grant, and needs an activation, a reason and a coupon', () => {
    expect(codeOf(hold(said)(stateOf(...GRANTED)))).toBe('ALREADY_GRANTED')
    expect(codeOf(hold(said)(stateOf(issued())))).toBe('NOT_ACTIVATED')
    expect(codeOf(hold({ ...said, reason: ' ' })(stateOf(...MET)))).toBe('REASON_MISSING')
    expect(codeOf(hold(said)(UNKNOWN_COUPON))).toBe('COUPON_NOT_FOUND')
  })
})

describe('R48: withholding', () => {
  test('works before a grant, also once the threshold is met, and stands until reinstated', () => {
    for (const log of [EARNING, MET]) {
      const withheld = decidedOn(stateOf(...log), withhold, said)
      expect(standingWithholding(withheld)).toBeDefined()
      const back = eventsOf(reinstate(said)(withheld))
      expect(back).toMatchObject([{ name: 'CreditReinstated', data: { ref: `${COUPON}:person:withhold` } }])
      expect(standingWithholding(folded(withheld, back, position++))).toBeUndefined()
    }
    expect(stateOf(...MET).met).toEqual(decidedOn(stateOf(...MET), withhold, said).met)
  })

  test('is refused after the grant', () => expect(codeOf(withhold(said)(stateOf(...GRANTED)))).toBe('ALREADY_GRANTED'))
})

describe('R49: withdrawing', () => {
  test('in full: what is unspent comes back, the rest is recorded as already spent', () => {
    expect(eventsOf(withdraw(asked(3000))(stateOf(...GRANTED)))).toMatchObject([
      { data: { requested: jpy(10_000), recovered: jpy(3000), alreadySpent: jpy(7000) } },
    ])
    expect(eventsOf(withdraw(asked(-1))(stateOf(...GRANTED)))).toMatchObject([{ data: { recovered: jpy(0) } }])
  })

  test('in parts, whose sum never exceeds the grant', () => {
    const part = decidedOn(stateOf(...GRANTED), withdraw, asked(10_000, 4000))
    expect(eventsOf(withdraw({ ...asked(6000), reason: 'the rest' })(part))).toMatchObject([
      { id: `${COUPON}:person:withdraw:2`, data: { requested: jpy(6000), recovered: jpy(6000) } },
    ])
    expect(codeOf(withdraw(asked(6000, 6001))(part))).toBe('WITHDRAWAL_EXCEEDS_GRANT')
    expect(eventsOf(withdraw(asked(6000, 6000))(part))).toHaveLength(1)
  })

  test('is refused before any grant, whether or not the threshold is met', () => {
    expect(codeOf(withdraw(asked(0))(stateOf(...EARNING)))).toBe('NOT_GRANTED')
    expect(codeOf(withdraw(asked(0))(stateOf(...MET)))).toBe('NOT_GRANTED')
    expect(codeOf(withdraw(asked(1, 0))(stateOf(...GRANTED)))).toBe('AMOUNT_NOT_POSITIVE')
    const usd = { ...asked(1), requested: { micros: 1n, currency: 'USD' } }
    expect(codeOf(withdraw(usd)(stateOf(...GRANTED)))).toBe('CURRENCY_MISMATCH')
  })
})

describe('R50: reinstating', () => {
  const withdrawn = decidedOn(stateOf(...GRANTED), withdraw, asked(3000))

  test('gives back what the last withdrawal recovered or less, and names it', () => {
    expect(eventsOf(reinstate(said)(withdrawn))).toMatchObject([
      { data: { ref: `${COUPON}:person:withdraw`, amount: jpy(3000), creditId: 'credit-1' } },
    ])
    expect(codeOf(reinstate({ ...said, amount: jpy(3001) })(withdrawn))).toBe('REINSTATEMENT_EXCEEDS_WITHDRAWAL')
    const part = decidedOn(withdrawn, reinstate, { ...said, amount: jpy(1000) })
    expect(eventsOf(reinstate(said)(part))).toMatchObject([{ data: { amount: jpy(2000) } }])
  })

  test('later withdrawals net against it', () => {
    const back = decidedOn(withdrawn, reinstate, said)
    const again = eventsOf(withdraw({ ...asked(3000), reason: 'again' })(back))
    expect(again).toMatchObject([{ data: { requested: jpy(3000), recovered: jpy(3000), alreadySpent: jpy(0) } }])
  })

  test('of a withholding is another decision than of a withdrawal, though the same words are said at the same instant', () => {
    const lifted = decidedOn(decidedOn(stateOf(...MET), withhold, said), reinstate, said)
    const again = decidedOn(folded(lifted, [decoded(creditGranted())], position++), withdraw, asked(3000))
    expect(eventsOf(reinstate(said)(again))).toMatchObject([{ data: { ref: `${COUPON}:person:withdraw`, amount: jpy(3000) } }])
  })

  test('is refused where nothing was withheld or withdrawn', () =>
    expect(codeOf(reinstate(said)(stateOf(...GRANTED)))).toBe('NOTHING_TO_REINSTATE'))
})

describe('R7: extending the deadline', () => {
  const later = at(after(DEADLINE, 1, 'day'))
  const early = { ...said, at: at(before(DEADLINE, 1, 'micro')), to: later }

  test('gives a later one, once, only while not activated and not expired (R8)', () => {
    const extended = decidedOn(stateOf(issued()), extendDeadline, early)
    expect(eventsOf(extendDeadline(early)(extended))).toEqual([])
    expect(codeOf(extendDeadline({ ...early, to: at(before(DEADLINE, 1, 'micro')) })(stateOf(issued())))).toBe(
      'DEADLINE_NOT_LATER',
    )
    expect(codeOf(extendDeadline({ ...early, at: at(DEADLINE) })(stateOf(issued())))).toBe('ACTIVATION_WINDOW_EXPIRED')
    expect(codeOf(extendDeadline(early)(stateOf(...EARNING)))).toBe('ALREADY_ACTIVATED')
  })
})

describe('R30: correcting the activation', () => {
  const to = (instant: string): { couponId: string; at: Instant; reason: string; to: Instant } => ({ ...said, to: at(instant) })

  test('starts from the instant that stands, corrections before included, and stays before the deadline', () => {
    const once = decidedOn(stateOf(...EARNING), correctActivation, to(after(ACTIVATED_AT, 1, 'hour')))
    const twice = decidedOn(once, correctActivation, to(after(ACTIVATED_AT, 2, 'hour')))
    expect(twice.corrections.at(-1)?.event.data.from).toBe(at(after(ACTIVATED_AT, 1, 'hour')))
    expect(standingActivation(withCorrections(twice, () => 1e9))?.at).toBe(at(after(ACTIVATED_AT, 2, 'hour')))
    const late = { ...to(DEADLINE), at: at(after(DEADLINE, 1, 'day')) }
    expect(codeOf(correctActivation(late)(stateOf(...EARNING)))).toBe('CORRECTED_PAST_DEADLINE')
    expect(codeOf(correctActivation(to(before(DEADLINE, 1, 'micro')))(stateOf(...EARNING)))).toBe('CORRECTED_INTO_FUTURE')
    expect(codeOf(correctActivation(to(ACTIVATED_AT))(stateOf(issued())))).toBe('NOT_ACTIVATED')
  })
})

type Step = (instant: Instant) => (state: CouponState) => Decided
const refs = fc.option(fc.constantFrom('a', 'b'), { nil: undefined })
const amounts = fc.option(fc.integer({ min: -1, max: 10_001 }).map(jpy), { nil: undefined })
const instants = fc.integer({ min: -30, max: 30 }).map((days) => at(after(DEADLINE, days, 'day')))
const step: fc.Arbitrary<Step> = fc.oneof(
  refs.map(
    (ref): Step =>
      (instant) =>
        hold({ ...said, at: instant, ref }),
  ),
  refs.map(
    (ref): Step =>
      (instant) =>
        release({ ...said, at: instant, ref }),
  ),
  fc.constant<Step>((instant) => withhold({ ...said, at: instant })),
  fc.tuple(amounts, fc.integer({ min: 0, max: 10_000 })).map(
    ([requested, left]): Step =>
      (instant) =>
        withdraw({ ...said, at: instant, requested, unspent: jpy(left).micros }),
  ),
  amounts.map(
    (amount): Step =>
      (instant) =>
        reinstate({ ...said, at: instant, amount }),
  ),
  instants.map(
    (to): Step =>
      (instant) =>
        extendDeadline({ ...said, at: instant, to }),
  ),
  instants.map(
    (to): Step =>
      (instant) =>
        correctActivation({ ...said, at: instant, to }),
  ),
)

test('D8: deciding, folding and deciding again gives nothing or the same refusal, ids are unique, and the credit adds up (R49)', () => {
  fc.assert(
    fc.property(fc.constantFrom([issued()], EARNING, MET, GRANTED), fc.array(step, { maxLength: 12 }), (log, steps) => {
      let state = stateOf(...log)
      const ids: string[] = []
      steps.forEach((decide, index) => {
        const intention = decide(at(after(ACTIVATED_AT, index, 'day')))
        const decided = intention(state)
        if (E.isRight(decided)) {
          ids.push(...decided.right.map(({ id }) => id))
          state = folded(state, decided.right, 100 + index)
          expect(intention(state)).toEqual(E.right([]))
        } else expect(intention(state)).toEqual(decided)
        expect(withdrawableOf(state)).toBeGreaterThanOrEqual(0n)
        expect(withdrawableOf(state)).toBeLessThanOrEqual(grantedOf(state))
      })
      expect(new Set(ids).size).toBe(ids.length)
      for (const { event } of state.withdrawals)
        expect(event.data.recovered.micros + event.data.alreadySpent.micros).toBe(event.data.requested.micros)
    }),
    { seed: 7, numRuns: 1000 },
  )
})
