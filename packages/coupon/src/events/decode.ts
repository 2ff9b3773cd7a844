import { canonicalJson, CloudEvent, formatInstant, problemsOf } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import { CATALOGUE, type Event, type EventName } from './event'
import { inconsistency } from './inconsistency'
import { recogniseSpend } from './recognise-spend'
import { type Refusal, refusal } from './refusal'
import { currentVersion, upcast, UPCASTS } from './upcast'

const TYPE = /^earnback\.([A-Za-z]+)\.v([1-9]\d{0,3})$/

const refusalOf = (errors: t.Errors, under = ''): Refusal => {
  const problems = problemsOf(errors).map((problem) => ({ ...problem, path: [under, problem.path].filter(Boolean).join('.') }))
  return { code: problems[0]?.code ?? 'FIELD_INVALID', problems }
}

const isEventName = (name: string): name is EventName => Object.hasOwn(CATALOGUE, name)

const LEVELS_MAX = 32

/** JSON that would reach an object's prototype, or the end of the stack, where it is copied or written again. */
const isHostile = (json: unknown, level = 0): boolean => {
  if (typeof json !== 'object' || json === null) return false
  if (level > LEVELS_MAX || Object.hasOwn(json, '__proto__')) return true
  for (const key in json) if (isHostile((json as Record<string, unknown>)[key], level + 1)) return true
  return false
}

const eventOf = (name: EventName, envelope: CloudEvent, data: unknown): Event =>
  ({
    name,
    source: envelope.source,
    id: envelope.id,
    occurredAt: envelope.time,
    ...(envelope.reportedat === undefined ? {} : { reportedAt: envelope.reportedat }),
    ...(envelope.subject === undefined ? {} : { subject: envelope.subject }),
    data,
  }) as Event

/** Reads a structured CloudEvent, of any version that ever was. Source: docs/domain/events.md. */
export const decodeEvent = (json: unknown): E.Either<Refusal, Event> => {
  if (isHostile(json))
    return E.left(refusal('JSON_HOSTILE', '', json, `no field named __proto__ and at most ${LEVELS_MAX} levels`))
  const envelope = CloudEvent.decode(json)
  if (E.isLeft(envelope)) return E.left(refusalOf(envelope.left))
  const [, name, version] = TYPE.exec(envelope.right.type) ?? []
  if (name === undefined || !isEventName(name)) {
    return E.left(
      refusal(
        'UNKNOWN_EVENT_TYPE',
        'type',
        envelope.right.type,
        `earnback.<Name>.v<N> with one of ${Object.keys(CATALOGUE).join(', ')}`,
      ),
    )
  }
  const newest = currentVersion(UPCASTS, name)
  if (Number(version) > newest) {
    return E.left(refusal('UNKNOWN_EVENT_VERSION', 'type', envelope.right.type, `at most version ${newest} of ${name}`))
  }
  const data = CATALOGUE[name].decode(upcast(UPCASTS, name, Number(version), envelope.right.data))
  if (E.isLeft(data)) return E.left(refusalOf(data.left, 'data'))
  const event = eventOf(name, envelope.right, data.right)
  const inconsistent = inconsistency(event)
  return inconsistent === undefined ? E.right(event) : E.left(inconsistent)
}

/** The event as a structured CloudEvent at its current version, every instant and amount in canonical form. */
export const encodeEvent = (event: Event): Record<string, unknown> => ({
  specversion: '1.0',
  id: event.id,
  source: event.source,
  type: `earnback.${event.name}.v${currentVersion(UPCASTS, event.name)}`,
  time: formatInstant(event.occurredAt),
  ...(event.subject === undefined ? {} : { subject: event.subject }),
  ...(event.reportedAt === undefined ? {} : { reportedat: formatInstant(event.reportedAt) }),
  datacontenttype: 'application/json',
  data: (CATALOGUE[event.name] as t.Type<unknown, Record<string, unknown>, unknown>).encode(event.data),
})

/** Reads an event that the log holds: it was decoded before it was appended, so a failure is a bug or a damaged log. */
export const decodeStored = (json: string): Event => {
  const spend = recogniseSpend(json)
  if (spend !== undefined) return spend
  const decoded = decodeEvent(JSON.parse(json))
  if (E.isLeft(decoded)) throw new Error(`a stored event can't be read: ${JSON.stringify(decoded.left)}`)
  return decoded.right
}

/** Whether two texts of one identity say the same: equal once instants, amounts, key order and white space are canonical. */
export const sameContent = (stored: string, arrived: string): boolean =>
  stored === arrived || canonicalJson(encodeEvent(decodeStored(stored))) === canonicalJson(encodeEvent(decodeStored(arrived)))
