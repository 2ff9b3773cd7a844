import { sameContent, decodeEvent, streamOf } from '@earnback/coupon'
import type { EventStore, NewEvent } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import { instantOfMillis } from '@earnback/kernel'
import { spendColumns } from '@earnback/projections'
import { batches } from '../data'
import type { BenchEvent } from '../events'
import type { Shape } from '../lines'

const RECORDED_AT = instantOfMillis(Date.UTC(2026, 9, 1))

export const openSpendStore = async (path: string): Promise<EventStore> => {
  const opened = await sqliteEventStore({ path, columns: spendColumns, sameContent })()
  if (opened._tag === 'Left') throw new Error(opened.left.message)
  return opened.right
}

const newEvent = (event: BenchEvent, json: string): NewEvent => {
  const decoded = decodeEvent(event)
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left))
  const payload = decoded.right
  return { stream: streamOf(payload), source: payload.source, id: payload.id, json, payload }
}

export const appendEvents = async (store: EventStore, events: ReadonlyArray<BenchEvent>): Promise<void> => {
  const appended = await store.append(
    events.map((event) => newEvent(event, JSON.stringify(event))),
    RECORDED_AT,
  )()
  if (appended._tag === 'Left') throw new Error(appended.left.kind)
}

export const fillSpendStore = async (path: string, shape: Shape): Promise<void> => {
  const store = await openSpendStore(path)
  for (const { events } of batches(shape)) await appendEvents(store, events)
  await store.close()
}
