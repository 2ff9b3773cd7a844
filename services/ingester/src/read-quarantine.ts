import { decodeStored, QUARANTINE_STREAM, type EventOf } from '@earnback/coupon'
import { type EventStore, StoreFault, type StoredEvent, type StoreUnavailable } from '@earnback/event-store'
import type { Instant, Problem } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'

/** What is known of a record that waits in quarantine; its bytes stay in the log until asked for. */
export interface QuarantineEntry {
  readonly quarantineId: string
  readonly code: string
  readonly message: string
  readonly problems: ReadonlyArray<Problem>
  readonly quarantinedAt: Instant
  /** Of its event in the log. */
  readonly position: number
  /** File and line, and how it was read. */
  readonly origin: Readonly<Record<string, string | number>>
  /** How many it has. */
  readonly bytes: number
}

/** The event that a released entry became. */
export interface Release {
  readonly quarantineId: string
  readonly eventSource: string
  readonly eventId: string
}

export interface Quarantine {
  readonly open: ReadonlyMap<string, QuarantineEntry>
  readonly released: ReadonlyMap<string, Release>
}

const entryOf = ({ occurredAt, data }: EventOf<'RecordQuarantined'>, position: number): QuarantineEntry => {
  const { raw, ...known } = data
  return { ...known, quarantinedAt: occurredAt, position, bytes: Buffer.byteLength(raw, 'base64') }
}

/** Folds the stream: what was set aside and not released since. Throws `StoreFault`. */
const foldQuarantine = async (store: Pick<EventStore, 'readStream'>): Promise<Quarantine> => {
  const open = new Map<string, QuarantineEntry>()
  const released = new Map<string, Release>()
  const evolve = ({ json, position }: StoredEvent): void => {
    const event = decodeStored(json)
    if (event.name === 'RecordQuarantined') open.set(event.data.quarantineId, entryOf(event, position))
    if (event.name !== 'RecordReleased') return
    open.delete(event.data.quarantineId)
    released.set(event.data.quarantineId, event.data)
  }
  for await (const page of store.readStream(QUARANTINE_STREAM)) for (const stored of page) evolve(stored)
  return { open, released }
}

/** Turns the fault that a reading iteration throws into a value; anything else is a bug and passes. */
export const attempt =
  <A>(read: () => Promise<A>): TaskEither<StoreUnavailable, A> =>
  async () => {
    try {
      return E.right(await read())
    } catch (error) {
      if (error instanceof StoreFault) return E.left(error.fault)
      throw error
    }
  }

export const readQuarantine = (store: Pick<EventStore, 'readStream'>): TaskEither<StoreUnavailable, Quarantine> =>
  attempt(() => foldQuarantine(store))
