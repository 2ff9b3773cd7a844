import { encodeEvent } from '@earnback/coupon'
import { formatInstant } from '@earnback/kernel'
import type { LoggedEvent, Notes } from './account-log'
import { instantText } from './json'

/** An event with all that the log keeps beside it. */
export interface ToldEvent extends LoggedEvent {
  readonly stream: string
  readonly revision: number
  readonly notes: Notes | undefined
}

export interface TimelineEntry {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly source: string
  readonly id: string
  readonly occurredAt: string
  readonly reportedAt: string | null
  readonly recordedAt: string
  /** When a run took it in: null for what waits for none, and for what none has taken in yet. */
  readonly calculatedAt: string | null
  readonly actor: string | null
  readonly causationid: string | null
  readonly data: unknown
}

/** An event as a timeline tells it. */
export const timelineEntry = ({ event, recorded, stream, revision, notes }: ToldEvent): TimelineEntry => ({
  position: recorded.position,
  stream,
  revision,
  type: event.name,
  source: event.source,
  id: event.id,
  occurredAt: formatInstant(event.occurredAt),
  reportedAt: instantText(event.reportedAt),
  recordedAt: formatInstant(recorded.recordedAt),
  calculatedAt: event.name === 'ThresholdMet' ? formatInstant(event.data.confirmedAt) : null,
  actor: notes?.actor === undefined ? null : String(notes.actor),
  causationid: notes?.causationid === undefined ? null : String(notes.causationid),
  data: encodeEvent(event).data,
})
