import type { ToldEvent } from '@earnback/projections'
import type { ReadTold } from '@earnback/projector'
import { BoundedCache } from '@earnback/query-api'

/** A log only grows: what was read of a stream to its end is kept, and only what came since is read and decoded again. */
export const keptStreams = (read: ReadTold, eventsMax: number): ReadTold => {
  const kept = new BoundedCache<ReadonlyArray<ToldEvent>>({ entriesMax: eventsMax, weightMax: eventsMax })
  return async function* (stream, from = 0) {
    const known = kept.get(stream) ?? []
    if (from < known.length) yield known.slice(from)
    const fresh: ToldEvent[] = []
    for await (const page of read(stream, Math.max(from, known.length))) {
      fresh.push(...page)
      yield page
    }
    if (fresh.length > 0 && from <= known.length) kept.set(stream, [...known, ...fresh], known.length + fresh.length)
  }
}
