import type { Progress } from '@earnback/projections'
import { microsOfInstant } from './instant'

export interface Station {
  readonly name: string
  readonly at: string
  /** Per mille of the line's length. */
  readonly place: number
  readonly isPast: boolean
}

export interface DatesLine {
  readonly stations: ReadonlyArray<Station>
  readonly here: number
  readonly hereWords: string
}

const namedDates = (progress: Progress): ReadonlyArray<readonly [string, string | null]> => [
  ['Received', progress.receivedAt],
  progress.activatedAt === null ? ['Activate by', progress.activationDeadline] : ['Activated', progress.activatedAt],
  ['Spend by', progress.windowEndsAt],
]

/** Received, activate by, spend by; evenly placed, since days apart and minutes apart must both be legible. */
export const datesLineOf = (progress: Progress, now: number): DatesLine | undefined => {
  const known = namedDates(progress)
    .flatMap(([name, at]) => (at === null ? [] : [{ name, at }]))
    .sort((one, other) => microsOfInstant(one.at) - microsOfInstant(other.at))
  if (known.length === 0) return undefined
  const stations = known.map(({ name, at }, index) => ({
    name,
    at,
    place: known.length === 1 ? 500 : Math.round((index * 1_000) / (known.length - 1)),
    isPast: microsOfInstant(at) <= now,
  }))
  const next = stations.findIndex(({ isPast }) => !isPast)
  const [before, after] = [stations[next - 1], stations[next]]
  if (next === -1) return { stations, here: 1_000, hereWords: `after “${stations.at(-1)?.name ?? ''}”` }
  if (before === undefined || after === undefined) return { stations, here: 0, hereWords: `before “${after?.name ?? ''}”` }
  const [from, to] = [microsOfInstant(before.at), microsOfInstant(after.at)]
  const here = before.place + ((now - from) / (to - from)) * (after.place - before.place)
  return { stations, here: Math.round(here), hereWords: `between “${before.name}” and “${after.name}”` }
}
