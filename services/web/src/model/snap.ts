import { instantOfMicros, microsOfInstant } from './instant'
import type { HistoryEvent } from './point'

export interface Knots {
  /** Spend up to: each instant at which something happened. */
  readonly asOf: ReadonlyArray<string>
  /** Known by: each instant at which something was recorded or calculated. */
  readonly knownAt: ReadonlyArray<string>
}

const isText = (at: string | null | undefined): at is string => typeof at === 'string'

/** Each text is read once, and none is written: a coupon with 100,000 lines has as many. */
const sorted = (instants: ReadonlyArray<string | null | undefined>): ReadonlyArray<string> => {
  const texts = new Map([...new Set(instants.filter(isText))].map((at) => [microsOfInstant(at), at]))
  return [...texts].sort(([one], [other]) => one - other).map(([, at]) => at)
}

/** Where the two sliders can stand. */
export const knotsOf = (events: ReadonlyArray<HistoryEvent>): Knots => ({
  asOf: sorted(events.map(({ occurredAt }) => occurredAt)),
  knownAt: sorted(events.flatMap(({ recordedAt, calculatedAt }) => [recordedAt, calculatedAt])),
})

/** With what a link names, though no event lies there; the same list where it has it already, so that a slider in motion stays. */
export const withNamed = (knots: ReadonlyArray<string>, at: string | undefined): ReadonlyArray<string> =>
  at === undefined || knots[placeOf(knots, at)] === instantOfMicros(microsOfInstant(at)) ? knots : sorted([...knots, at])

/** The slider's place for an instant: the last knot that is not after it; the place behind the last knot for none, which means all. */
export const placeOf = (knots: ReadonlyArray<string>, at: string | undefined): number => {
  if (at === undefined) return knots.length
  const wanted = microsOfInstant(at)
  let [low, high] = [0, knots.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (microsOfInstant(knots[middle] ?? '') <= wanted) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

export const knotAt = (knots: ReadonlyArray<string>, place: number): string | undefined => knots[Math.max(0, place)]
