import { encodeEvent } from './events/decode'
import type { Event } from './events/event'
import { streamOf } from './stream'

/** An event as an event store takes it: its stream, its identity, its canonical JSON, and what caused it. */
export interface EventRecord {
  readonly stream: string
  readonly source: string
  readonly id: string
  readonly json: string
  readonly payload: Event
  readonly notes: { readonly causationid: string }
}

/** A decision of the engine, ready to append; `causationid` names the event that led to it. */
export const recordOf = (event: Event, causationid: string): EventRecord => ({
  stream: streamOf(event),
  source: event.source,
  id: event.id,
  json: JSON.stringify(encodeEvent(event)),
  payload: event,
  notes: { causationid },
})
