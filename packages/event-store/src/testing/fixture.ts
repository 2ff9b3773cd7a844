import * as E from 'fp-ts/Either'
import type { Appended, AppendError, ColumnSpec, EventStore, ExpectedRevisions, Following, NewEvents, SameContent } from '../port'
import { T0 } from './sample'

export interface ContractSetup {
  readonly columns: ColumnSpec
  readonly sameContent: SameContent
}

export interface OpenedStore {
  readonly store: EventStore
  /** Closes what is open and opens the same log again, with other columns where given. */
  readonly reopen: (columns?: ColumnSpec) => Promise<EventStore>
  /** A further handle on the same log while the others stay open. */
  readonly another: () => Promise<EventStore>
  readonly dispose: () => Promise<void>
}

export type OpenStore = (setup: ContractSetup) => Promise<OpenedStore>

/** What a test of the contract works with: an empty log, opened before and disposed after it. */
export interface Fixture {
  readonly opened: () => OpenedStore
  readonly store: () => EventStore
}

export const appended = async (
  store: EventStore,
  events: NewEvents,
  at = T0,
  expected?: ExpectedRevisions,
  following?: Following,
): Promise<Appended> => {
  const result = await store.append(events, at, expected, following)()
  if (E.isLeft(result)) throw new Error(`the append was refused: ${JSON.stringify(result.left)}`)
  return result.right
}

export const refused = async (
  store: EventStore,
  events: NewEvents,
  expected: ExpectedRevisions,
  following?: Following,
): Promise<AppendError> => {
  const result = await store.append(events, T0, expected, following)()
  if (E.isRight(result)) throw new Error('the append was not refused')
  return result.left
}
