import type { LoggedEvent, Notes } from './account-log'

/** Where an event came from: a topic, partition and offset, or a file and line; null where nobody said. */
export type Origin = Notes | null

export const originOf = ({ notes }: Pick<LoggedEvent, 'notes'>): Origin => {
  if (notes === undefined) return null
  const { actor: _actor, causationid: _cause, ...origin } = notes
  return Object.keys(origin).length > 0 ? origin : null
}
