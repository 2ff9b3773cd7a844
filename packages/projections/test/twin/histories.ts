import fc from 'fast-check'
import {
  activated,
  adjusted,
  advanced,
  type Arrival,
  echoed,
  issued,
  type Promotion,
  retracted,
  sceneOf,
  type Scenes,
  spent,
} from './feed'
import { RECEIPT, rfc3339 } from './scene'
import { type HistorySpec, historySpec } from './specs'
import type { CloudEventJson, StoredJson } from './stored'

export { COUPON_IDS } from './feed'

const arrivalsOf = (spec: HistorySpec): readonly Arrival[] => {
  const [first, second] = spec.coupons
  const scenes: Scenes = [sceneOf(first), sceneOf(second)]
  const promotions: readonly Promotion[] = [
    { index: 0, account: 0, coupon: first },
    ...(spec.hasSecondCoupon ? [{ index: 1, account: spec.secondCouponAccount, coupon: second } as const] : []),
  ]
  const coupons = promotions.flatMap((promotion) => [
    ...issued(promotion, scenes),
    ...spec.activations[promotion.index].map((activation, nth) => activated(promotion, activation, nth, scenes)),
  ])
  const spends = spec.spends.map((spend, index) => spent(spend, index, first.threshold, scenes))
  return [
    ...coupons,
    ...spends,
    ...spec.echoes.flatMap((echo, nth) => echoed(echo, nth, spends)),
    ...spec.adjustments.map((adjustment, nth) => adjusted(adjustment, nth, first.threshold, spends, scenes)),
    ...spec.retractions.map((retraction, nth) => retracted(retraction, nth, spends, scenes)),
    ...spec.runs.map((run, nth) => advanced(run, nth, scenes)),
  ]
}

const redelivered = (arrivals: readonly Arrival[], { redeliveries }: HistorySpec): readonly Arrival[] =>
  redeliveries.flatMap(({ of, arrivesAt }) => {
    const again = arrivals[of % Math.max(arrivals.length, 1)]
    return again === undefined ? [] : [{ ...again, arrivesAt }]
  })

const inArrivalOrder = (arrivals: readonly Arrival[]): readonly CloudEventJson[] =>
  [...arrivals].sort((one, other) => one.arrivesAt - other.arrivesAt).map(({ event }) => event)

/** Deliveries in arrival order; some hold the identical event twice, and none two contents under one identity. */
export const history: fc.Arbitrary<readonly CloudEventJson[]> = historySpec.map((spec) => {
  const arrivals = arrivalsOf(spec)
  return inArrivalOrder([...arrivals, ...redelivered(arrivals, spec)])
})

/** `count` instants that never decrease, as a store gives them; many are equal. */
export const recordedAts = (count: number): fc.Arbitrary<readonly string[]> =>
  fc
    .array(fc.constantFrom(0n, 0n, 1n, 1_000n, 3_600_000_000n, 86_400_000_000n), { minLength: count, maxLength: count })
    .map((gaps) => gaps.map((_gap, index) => rfc3339(gaps.slice(0, index + 1).reduce((at, gap) => at + gap, RECEIPT))))

/** Positive sizes that add up to `count`. */
export const batchSizes = (count: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.boolean(), { minLength: Math.max(count - 1, 0), maxLength: Math.max(count - 1, 0) }).map((cuts) => {
    const ends = [...cuts.flatMap((isCut, index) => (isCut ? [index + 1] : [])), count]
    return count === 0 ? [] : ends.map((end, index) => end - (ends[index - 1] ?? 0))
  })

export const permutationOf = <A>(items: readonly A[]): fc.Arbitrary<readonly A[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })

/** Every event time and every `through`, as candidates for the two times of a question. */
export const instantsIn = (events: readonly CloudEventJson[]): readonly string[] =>
  events.flatMap(({ time, data }) => [time, ...(typeof data['through'] === 'string' ? [data['through']] : [])])

/** The log a store makes of deliveries: repeated identities left out, positions from 1 without gaps. */
export const storedLog = (deliveries: readonly CloudEventJson[], recorded: readonly string[]): readonly StoredJson[] =>
  deliveries
    .filter((event, index) => deliveries.findIndex(({ source, id }) => source === event.source && id === event.id) === index)
    .map((event, index) => ({ position: index + 1, recordedAt: recorded[index] ?? rfc3339(RECEIPT), event }))
