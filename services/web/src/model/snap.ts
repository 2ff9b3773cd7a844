import { instantOfMicros, microsOfInstant } from './instant'
import type { HistoryEvent } from './point'

/** Instants in their order, in microseconds. */
export type Instants = Float64Array

export interface Knots {
  /** Spend up to: each instant at which something happened. */
  readonly asOf: Instants
  /** Known by: each instant at which something was recorded or calculated. */
  readonly knownAt: Instants
}

type Timed = Pick<HistoryEvent, 'occurredAt' | 'recordedAt' | 'calculatedAt'>

/** Where the two sliders can stand, of what comes little by little. */
export class KnotSets {
  private readonly asOf = new Set<number>()
  private readonly knownAt = new Set<number>()

  add(all: ReadonlyArray<Timed>): this {
    for (const { occurredAt, recordedAt, calculatedAt } of all) {
      this.asOf.add(microsOfInstant(occurredAt))
      this.knownAt.add(microsOfInstant(recordedAt))
      if (calculatedAt !== null) this.knownAt.add(microsOfInstant(calculatedAt))
    }
    return this
  }

  sorted(): Knots {
    return { asOf: Float64Array.from(this.asOf).sort(), knownAt: Float64Array.from(this.knownAt).sort() }
  }
}

/** With what a link names, though no event lies there; the same list where it has it already, so that a slider in motion stays. */
export const withNamed = (knots: Instants, at: string | undefined): Instants => {
  if (at === undefined) return knots
  const micros = microsOfInstant(at)
  return knots[placeOf(knots, at)] === micros ? knots : Float64Array.from([...knots, micros]).sort()
}

/** The slider's place for an instant: the last knot that is not after it; the place behind the last knot for none, which means all. */
export const placeOf = (knots: Instants, at: string | undefined): number => {
  if (at === undefined) return knots.length
  const wanted = microsOfInstant(at)
  let [low, high] = [0, knots.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((knots[middle] ?? 0) <= wanted) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

export const knotAt = (knots: Instants, place: number): string | undefined => {
  const micros = knots[Math.max(0, place)]
  return micros === undefined ? undefined : instantOfMicros(micros)
}
