import { encodeEvent, type Event } from '@earnback/coupon'
import { formatInstant } from '@earnback/kernel'

/** A decision for programs: its name, its coupon, its identity and what it says. */
export const decisionJson = (event: Event): Record<string, unknown> => ({
  ...(encodeEvent(event).data as Record<string, unknown>),
  type: event.name,
  id: event.id,
  occurredAt: formatInstant(event.occurredAt),
})
