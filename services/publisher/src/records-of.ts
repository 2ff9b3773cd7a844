import { couponStream, decodeStored, encodeEvent, type Event, isPersons, QUARANTINE_STREAM } from '@earnback/coupon'
import type { StoredEvent } from '@earnback/event-store'
import { ENGINE_SOURCE, formatInstant } from '@earnback/kernel'
import { deadLetterOf } from './dead-letter'
import { destinationsOf } from './destinations'
import type { SinkRecord } from './record-sink'
import type { Topics } from './topics'

export const CONTENT_TYPE = 'application/cloudevents+json'

/** Decisions stand in the streams of coupons; everything else, most of a log, is passed by without being read. */
const DECISION_STREAMS = couponStream('')
const ENGINE_SOURCE_JSON = JSON.stringify(ENGINE_SOURCE)

/** What the store keeps beside an event and is told to others; who of the staff decided is not. */
const TOLD_NOTES = ['causationid', 'topic', 'partition', 'offset'] as const

const messageOf = (event: Event, { recordedAt, position, stream, revision, notes }: StoredEvent): string =>
  JSON.stringify({
    ...encodeEvent(event),
    recordedat: formatInstant(recordedAt),
    position,
    stream,
    revision,
    ...Object.fromEntries(TOLD_NOTES.flatMap((name) => (notes?.[name] === undefined ? [] : [[name, notes[name]]]))),
  })

const headersOf = ({ notes }: StoredEvent): SinkRecord['headers'] => ({
  'content-type': CONTENT_TYPE,
  ...(notes?.causationid === undefined ? {} : { causationid: String(notes.causationid) }),
})

const isAboutAccount = (event: Event): event is Extract<Event, { data: { adAccountId: string; couponId: string } }> =>
  'adAccountId' in event.data && 'couponId' in event.data && event.data.couponId !== undefined

/** Released records are none of it: whoever reads the dead letters finds those in the log. */
const deadLetters = (stored: StoredEvent, { deadLetters: topic }: Topics): ReadonlyArray<SinkRecord> => {
  const event = decodeStored(stored.json)
  const letter = event.name === 'RecordQuarantined' ? deadLetterOf(event, topic) : undefined
  return letter === undefined ? [] : [letter]
}

/**
 * What goes out for one event of the log: nothing for a fact, a run or a notice, one record for each topic that a decision goes
 * to, and the record itself where one of a topic was set aside.
 */
export const recordsOf =
  (topics: Topics) =>
  (stored: StoredEvent): ReadonlyArray<SinkRecord> => {
    if (stored.stream === QUARANTINE_STREAM) return deadLetters(stored, topics)
    if (!stored.stream.startsWith(DECISION_STREAMS) || !stored.json.includes(ENGINE_SOURCE_JSON)) return []
    const event = decodeStored(stored.json)
    if (event.source !== ENGINE_SOURCE || !isAboutAccount(event)) return []
    const { adAccountId, couponId } = event.data
    const destinations = destinationsOf(event.name, isPersons(event, couponId))
    if (destinations.length === 0) return []
    const [value, headers] = [messageOf(event, stored), headersOf(stored)]
    return destinations.map((destination) => ({ topic: topics[destination], key: adAccountId, value, headers }))
  }
