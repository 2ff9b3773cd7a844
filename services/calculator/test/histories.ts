import {
  activated,
  ACTIVATED_AT,
  adjusted,
  after,
  at,
  type CloudEventJson,
  ISSUED_AT,
  issued,
  MICROS_OF,
  money,
  offer,
  retracted,
  spend,
  WINDOW_ENDS_AT,
} from '@earnback/coupon/testing'
import { formatInstant, instantOfMicros } from '@earnback/kernel'
import * as fc from 'fast-check'

/** A fact, and the instant at which it reaches the log. */
export interface Arrival {
  readonly arrivesAt: number
  readonly fact: CloudEventJson
}

export interface History {
  /** In the order of arrival. */
  readonly arrivals: ReadonlyArray<Arrival>
  /** When runs are made between the facts, in order. */
  readonly runsAt: ReadonlyArray<string>
}

export const COUPONS = ['coupon-1', 'coupon-2'] as const
/** Every window is settled by a run at this instant. */
export const FINAL = after(WINDOW_ENDS_AT, 20, 'day')

const START = at(ACTIVATED_AT)
const WINDOW = at(WINDOW_ENDS_AT) - START
const text = (micros: number): string => formatInstant(instantOfMicros(micros))

const offset = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(-MICROS_OF.hour, -1, 0, 1, WINDOW - 1, WINDOW, WINDOW + MICROS_OF.hour) },
  { weight: 3, arbitrary: fc.nat(60).map((halfDays) => halfDays * 12 * MICROS_OF.hour) },
)
const amount = fc.constantFrom('1', '2500', '3333.333333', '5000', '9999.999999', '10000')

/** `delay` is what passes between a spend's time and the arrival of what is said about it. */
const historyWith = (delay: fc.Arbitrary<number>): fc.Arbitrary<History> =>
  fc
    .record({
      terms: fc.record({
        allowedLateness: fc.option(fc.constantFrom('PT0S', 'P5D'), { nil: undefined }),
        dayCount: fc.option(fc.constantFrom('endOfDay', 'wallClock'), { nil: undefined }),
      }),
      hasSecond: fc.boolean(),
      delays: fc.tuple(delay, delay),
      spends: fc.array(fc.record({ offset, amount, delay }), { minLength: 1, maxLength: 10, size: 'max' }),
      refunds: fc.array(fc.record({ of: fc.nat(9), delta: fc.constantFrom('-0.000001', '-2500', '-10000', '500'), delay }), {
        maxLength: 4,
      }),
      retractions: fc.uniqueArray(fc.record({ of: fc.nat(9), delay }), { maxLength: 2, selector: ({ of }) => of }),
      runs: fc.array(fc.nat(80), { maxLength: 6 }),
    })
    .map(({ terms, hasSecond, delays, spends, refunds, retractions, runs }) => {
      const spent = (index: number) => spends[index % spends.length]!
      const spendAt = (index: number): number => START + spent(index).offset
      const second = { couponId: COUPONS[1], time: after(ACTIVATED_AT, 1, 'day') }
      const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined))
      const secondOffer = offer({ ...given, threshold: money('6000'), zone: 'America/Los_Angeles' })
      const arrivals: Arrival[] = [
        { arrivesAt: at(ISSUED_AT), fact: issued() },
        { arrivesAt: START + delays[0], fact: activated() },
        ...(hasSecond
          ? [
              { arrivesAt: at(ISSUED_AT), fact: issued({ couponId: COUPONS[1], offer: secondOffer }) },
              { arrivesAt: at(second.time) + delays[1], fact: activated(second) },
            ]
          : []),
        ...spends.map((one, index) => ({
          arrivesAt: spendAt(index) + one.delay,
          fact: spend({ spendId: `spend-${index}`, time: text(spendAt(index)), amount: money(one.amount) }),
        })),
        ...refunds.map(({ of, delta, delay: until }, index) => ({
          arrivesAt: spendAt(of) + until,
          fact: adjusted({
            id: `refund-${index}`,
            spendId: `spend-${of % spends.length}`,
            time: text(spendAt(of) + until),
            delta: money(delta),
          }),
        })),
        ...retractions.map(({ of, delay: until }, index) => ({
          arrivesAt: spendAt(of) + until,
          fact: retracted({ id: `retraction-${index}`, spendId: `spend-${of % spends.length}`, time: text(spendAt(of) + until) }),
        })),
      ]
      return {
        arrivals: arrivals.sort((one, other) => one.arrivesAt - other.arrivesAt),
        runsAt: [...new Set(runs)]
          .sort((one, other) => one - other)
          .map((halfDays) => after(ACTIVATED_AT, halfDays * 12, 'hour')),
      }
    })

/** Everything arrives within the lag: no run covers an instant of which news is still to come. */
export const promptHistory = historyWith(fc.integer({ min: 0, max: 3 * MICROS_OF.hour - 1 }))

/** Facts arrive whenever they like, up to weeks late. */
export const anyHistory = historyWith(
  fc.oneof(
    fc.constant(0),
    fc.nat(30).map((days) => days * MICROS_OF.day),
  ),
)

/** The facts that arrive before the first run, between each two runs, and after the last. */
export const segmentsOf = ({ arrivals, runsAt }: History): ReadonlyArray<ReadonlyArray<CloudEventJson>> => {
  const bounds = [-Infinity, ...runsAt.map((run) => at(run)), Infinity]
  return bounds
    .slice(1)
    .map((until, index) =>
      arrivals.filter(({ arrivesAt }) => arrivesAt > bounds[index]! && arrivesAt <= until).map(({ fact }) => fact),
    )
}
