import * as E from 'fp-ts/Either'
import type { Appended, AppendError, ColumnSpec, EventStore, ExpectedRevisions, NewEvent, SameContent } from '../port'
import { appendContract } from './contract-append'
import { auditContract } from './contract-audit'
import { columnsContract } from './contract-columns'
import { identityContract } from './contract-identity'
import { readContract } from './contract-read'
import { subscribeContract } from './contract-subscribe'
import { transactContract } from './contract-transact'
import { viewsContract } from './contract-views'
import { sampleColumns, sameSampleContent, T0 } from './sample'

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
  events: ReadonlyArray<NewEvent>,
  at = T0,
  expected?: ExpectedRevisions,
): Promise<Appended> => {
  const result = await store.append(events, at, expected)()
  if (E.isLeft(result)) throw new Error(`the append was refused: ${JSON.stringify(result.left)}`)
  return result.right
}

export const refused = async (
  store: EventStore,
  events: ReadonlyArray<NewEvent>,
  expected: ExpectedRevisions,
): Promise<AppendError> => {
  const result = await store.append(events, T0, expected)()
  if (E.isRight(result)) throw new Error('the append was not refused')
  return result.left
}

/** The promises that every adapter of the port keeps. */
export const eventStoreContract = (name: string, open: OpenStore): void => {
  describe(`The event store contract, kept by ${name}`, () => {
    let current: OpenedStore | undefined
    beforeEach(async () => {
      current = await open({ columns: sampleColumns(), sameContent: sameSampleContent })
    })
    afterEach(async () => {
      await current?.dispose()
    })
    const opened = (): OpenedStore => {
      if (current === undefined) throw new Error('no store is open')
      return current
    }
    const fixture: Fixture = { opened, store: () => opened().store }
    appendContract(fixture)
    identityContract(fixture)
    readContract(fixture)
    subscribeContract(fixture)
    columnsContract(fixture)
    viewsContract(fixture)
    transactContract(fixture)
    auditContract(fixture)
  })
}
