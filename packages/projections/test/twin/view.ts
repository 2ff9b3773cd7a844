import { instant, instantOf, required, textOf } from './parse'
import type { JsonObject, StoredJson } from './stored'

/** A stored event with its times read; `name` is the type without `earnback.` and version. */
export type Fact = {
  readonly position: number
  readonly recordedAt: bigint
  readonly time: bigint
  readonly name: string
  readonly source: string
  readonly id: string
  readonly data: JsonObject
}

export type ViewOptions = { readonly asOf?: string; readonly knownAt?: string }

const factOf = ({ position, recordedAt, event }: StoredJson): Fact => ({
  position,
  recordedAt: instant(recordedAt),
  time: instant(event.time),
  name: event.type.split('.')[1] ?? event.type,
  source: event.source,
  id: event.id,
  data: event.data,
})

/**
 * What a question with these two times may look at, in log order. A run is knowledge and not a fact of the platform,
 * so `asOf` lets every run through. An identity seen before is left out, so that a raw delivery log may be asked too.
 */
export const viewOf = (log: readonly StoredJson[], { asOf, knownAt }: ViewOptions): readonly Fact[] =>
  [...log]
    .sort((one, other) => one.position - other.position)
    .filter(
      ({ event, position }) =>
        !log.some((row) => row.position < position && row.event.source === event.source && row.event.id === event.id),
    )
    .map(factOf)
    .filter((fact) => knownAt === undefined || fact.recordedAt <= instant(knownAt))
    .filter((fact) => asOf === undefined || fact.name === 'CalculationAdvanced' || fact.time <= instant(asOf))

export const named = (view: readonly Fact[], name: string): readonly Fact[] => view.filter((fact) => fact.name === name)

export const ofCoupon = (view: readonly Fact[], couponId: string): readonly Fact[] =>
  view.filter((fact) => textOf(fact.data, 'couponId') === couponId)

export const throughOf = (run: Fact): bigint => required(instantOf(run.data, 'through'), 'through')

/** Whether something at `position` that happened at `time` is calculated: a later run reaches its time. */
export const isCovered = (view: readonly Fact[], position: number, time: bigint): boolean =>
  named(view, 'CalculationAdvanced').some((run) => run.position > position && throughOf(run) >= time)

/** The order of every sum: time, then source, then id, by code unit. */
export const bySumOrder = (one: Fact, other: Fact): number => {
  if (one.time !== other.time) return one.time < other.time ? -1 : 1
  if (one.source !== other.source) return one.source < other.source ? -1 : 1
  if (one.id === other.id) return 0
  return one.id < other.id ? -1 : 1
}
