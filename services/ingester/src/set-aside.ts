import { createHash } from 'node:crypto'
import { encodeEvent, type Event, type EventOf, streamOf } from '@earnback/coupon'
import type { NewEvent, Notes } from '@earnback/event-store'
import { ENGINE_SOURCE, type Instant } from '@earnback/kernel'
import type { Defect, RawRecord } from './raw-record'

const ID_DIGITS = 16

/** The same bytes refused for the same reason are one entry, however often they arrive. */
const quarantineIdOf = (code: string, bytes: Buffer): string =>
  `q-${createHash('sha256').update(code).update('\0').update(bytes).digest('hex').slice(0, ID_DIGITS)}`

/** An event that the engine itself appends. */
export const engineEvent = (event: Event, notes?: Notes): NewEvent => ({
  stream: streamOf(event),
  source: event.source,
  id: event.id,
  json: JSON.stringify(encodeEvent(event)),
  payload: event,
  ...(notes === undefined ? {} : { notes }),
})

/** The event that keeps a record whole, with why it was refused and what a retry needs. */
export const setAside = ({ bytes, origin, reading }: RawRecord, { code, message, problems }: Defect, at: Instant): NewEvent => {
  const quarantineId = quarantineIdOf(code, bytes)
  const event: EventOf<'RecordQuarantined'> = {
    name: 'RecordQuarantined',
    source: ENGINE_SOURCE,
    id: quarantineId,
    occurredAt: at,
    data: {
      quarantineId,
      code,
      message,
      problems: [...problems],
      raw: bytes.toString('base64'),
      origin: { ...origin, ...reading },
    },
  }
  return engineEvent(event, origin)
}
