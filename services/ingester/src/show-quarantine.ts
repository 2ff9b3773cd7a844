import { decodeStored } from '@earnback/coupon'
import type { EventStore, StoredEvent, StoreUnavailable } from '@earnback/event-store'
import { describeFound, type Problem } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { attempt, type QuarantineEntry, readQuarantine } from './read-quarantine'

/** Why nothing was done about an entry: it isn't there, or what was tried is no better. */
export interface QuarantineRefusal {
  readonly kind: 'QuarantineRefusal'
  /** `QUARANTINE_NOT_FOUND`, `QUARANTINE_RELEASED`, or the code of what is still wrong with the record. */
  readonly code: string
  readonly message: string
  readonly problems: ReadonlyArray<Problem>
}

/** An open entry with the record's bytes as they arrived. */
export interface QuarantinedRecord extends QuarantineEntry {
  readonly raw: Buffer
}

/** The open entries in the order in which they were set aside. */
export const listQuarantine = (
  store: Pick<EventStore, 'readStream'>,
): TE.TaskEither<StoreUnavailable, ReadonlyArray<QuarantineEntry>> =>
  pipe(
    readQuarantine(store),
    TE.map(({ open }) => [...open.values()]),
  )

const rawOf = (stored: StoredEvent | undefined): Buffer => {
  const event = stored === undefined ? undefined : decodeStored(stored.json)
  if (event?.name !== 'RecordQuarantined') throw new Error(`expected a quarantined record, found ${event?.name ?? 'nothing'}`)
  return Buffer.from(event.data.raw, 'base64')
}

const missing = (code: string, message: string): E.Either<QuarantineRefusal, never> =>
  E.left({ kind: 'QuarantineRefusal', code, message, problems: [] })

/** One open entry, its bytes included. */
export const showQuarantine =
  (
    store: Pick<EventStore, 'readStream' | 'readAt'>,
    quarantineId: string,
  ): TE.TaskEither<StoreUnavailable | QuarantineRefusal, QuarantinedRecord> =>
  async () => {
    const quarantine = await readQuarantine(store)()
    if (E.isLeft(quarantine)) return quarantine
    const entry = quarantine.right.open.get(quarantineId)
    const release = quarantine.right.released.get(quarantineId)
    if (release !== undefined) {
      const became = `source ${describeFound(release.eventSource)} and id ${describeFound(release.eventId)}`
      return missing(
        'QUARANTINE_RELEASED',
        `${quarantineId} was taken in already: it stands in the log as the event with ${became}`,
      )
    }
    if (entry === undefined) return missing('QUARANTINE_NOT_FOUND', `there is no ${describeFound(quarantineId)} in quarantine`)
    const stored = await attempt(() => store.readAt([entry.position]))()
    return E.isLeft(stored) ? stored : E.right({ ...entry, raw: rawOf(stored.right[0]) })
  }
