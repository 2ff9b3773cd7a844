import { formatProblem } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { decodeEvent } from '../events/decode'
import type { Event, EventName, EventOf } from '../events/event'

/** The decoded event; an event that a test builds and that is refused is a mistake in the test. */
export const decoded = (json: unknown): Event => {
  const event = decodeEvent(json)
  if (E.isLeft(event)) throw new Error(event.left.problems.map(formatProblem).join('\n'))
  return event.right
}

/** The decoded event, known to have this name. */
export const decodedAs = <Name extends EventName>(name: Name, json: unknown): EventOf<Name> => {
  const event = decoded(json)
  if (event.name !== name) throw new Error(`expected a ${name}, this is a ${event.name}`)
  return event as unknown as EventOf<Name>
}
