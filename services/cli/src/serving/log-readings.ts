import { QUALIFYING_SPEND } from '@earnback/projections'
import { StoreFault } from '@earnback/event-store'
import type { Readings, Touched } from '@earnback/query-api'
import * as E from 'fp-ts/Either'
import type { Engine } from '../wire'

const touchedSince = async ({ store }: Engine, after: number): Promise<Touched> => {
  const ordinals = new Set<number>()
  let position = after
  for await (const page of store.readColumns(after)) {
    for (let index = 0; index < page.count; index++) ordinals.add(page.streams[index] ?? 0)
    position = page.firstPosition + page.count - 1
  }
  return { position, streams: new Set([...ordinals].flatMap((ordinal) => store.streamName(ordinal) ?? [])) }
}

/** A view without rows, only to be written. */
const PROBE = { view: 'readiness', version: '1', upserts: [], replace: false } as const

const probe = async ({ store }: Engine): Promise<void> => {
  const { position } = await store.head()
  const written = await store.changeView({ ...PROBE, position })()
  if (E.isLeft(written) && written.left.kind === 'StoreUnavailable') throw new StoreFault(written.left)
}

const refresh = async ({ store, projector }: Engine): Promise<number> => {
  const stored = await store.view(QUALIFYING_SPEND.view)
  const { position } = await store.head()
  const isThere = stored?.version === QUALIFYING_SPEND.version && stored.position === position
  return isThere ? position : (await projector.catchUp()).position
}

/** What the API asks of the log itself. */
export const logReadings = (engine: Engine): Pick<Readings, 'head' | 'touchedSince' | 'probe' | 'refresh'> => ({
  head: async () => (await engine.store.head()).position,
  touchedSince: (position) => touchedSince(engine, position),
  probe: () => probe(engine),
  refresh: () => refresh(engine),
})
