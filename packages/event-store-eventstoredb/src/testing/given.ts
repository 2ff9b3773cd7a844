import * as E from 'fp-ts/Either'
import {
  type Appended,
  type AppendError,
  collectEvents,
  type EventStore,
  type ExpectedRevisions,
  type NewEvent,
} from '@earnback/event-store'
import { instantOfMicros } from '@earnback/kernel'

export const AT = instantOfMicros(1_772_000_000_000_000)

export const appended = async (
  store: EventStore,
  events: ReadonlyArray<NewEvent>,
  expected?: ExpectedRevisions,
): Promise<Appended> => {
  const result = await store.append(events, AT, expected)()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

export const refused = async (
  store: EventStore,
  events: ReadonlyArray<NewEvent>,
  expected?: ExpectedRevisions,
): Promise<AppendError> => {
  const result = await store.append(events, AT, expected)()
  if (E.isRight(result)) throw new Error('the append was not refused')
  return result.left
}

/** The ids of the whole log, as the store reads it. */
export const idsIn = async (store: EventStore): Promise<string[]> =>
  (await collectEvents(store.readAll(0))).map(({ json }) => (JSON.parse(json) as { readonly id: string }).id)

/** Waits for the condition, asked again after everything else had its turn. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** A text with this in it, in place of the text. */
export const saying = (text: string): unknown => expect.stringContaining(text)
