import { createHash } from 'node:crypto'
import { encodeEvent, type Event, type EventOf, streamOf } from '@earnback/coupon'
import type { NewEvent, Notes } from '@earnback/event-store'
import { ENGINE_SOURCE, type Instant } from '@earnback/kernel'
import type { Coordinates, Defect, RawRecord } from './raw-record'

const ID_DIGITS = 16

/** Where a record has an offset, which is read once; a line of a file may be read any number of times. */
const placeOf = ({ topic, partition, offset }: Coordinates): string =>
  topic === undefined ? '' : `\0${JSON.stringify([topic, partition, offset])}`

/** The same bytes refused for the same reason are one entry, however often they arrive; each offset of a partition is one of its own. */
const quarantineIdOf = (code: string, bytes: Buffer, origin: Coordinates): string => {
  const hash = createHash('sha256').update(code).update('\0').update(bytes).update(placeOf(origin))
  return `q-${hash.digest('hex').slice(0, ID_DIGITS)}`
}

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
  const quarantineId = quarantineIdOf(code, bytes, origin)
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
