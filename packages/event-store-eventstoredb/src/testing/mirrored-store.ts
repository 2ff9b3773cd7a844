import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { type ColumnSpec, type EventStore, memoryEventStore, MemoryLog } from '@earnback/event-store'
import { sampleColumns, sameSampleContent } from '@earnback/event-store/testing'
import type { Delay, Limits } from '../limits'
import { type EventStoreDbOptions, openEventStoreDb } from '../open-event-store-db'

export const delay: Delay = async (ms, signal) => {
  try {
    await sleep(ms, undefined, { signal })
  } catch {
    // It was over before its time.
  }
}

/** Short enough for tests, long enough for a machine that is busy. */
export const TEST_LIMITS: Partial<Limits> = {
  appendDeadlineMs: 4_000,
  readSilenceMsMax: 4_000,
  retryDelayMs: 5,
  retryDelayMsMax: 50,
  unfinishedMsMax: 50,
  pollMs: 60_000,
}

export interface Mirrored extends Partial<EventStoreDbOptions> {
  readonly connectionString: string
  readonly log?: MemoryLog
  readonly columns?: ColumnSpec
}

export const tryMirroredStore = ({ log = new MemoryLog(), columns = sampleColumns(), limits = {}, ...options }: Mirrored) =>
  openEventStoreDb({
    mirror: memoryEventStore({ columns, sameContent: sameSampleContent, log }),
    decode: columns.decode,
    newId: randomUUID,
    delay,
    limits: { ...TEST_LIMITS, ...limits },
    ...options,
  })()

/** A store on EventStoreDB whose mirror is in memory; several may share one log, as processes share a file. */
export const mirroredStore = async (options: Mirrored): Promise<EventStore> => {
  const opened = await tryMirroredStore(options)
  if (E.isLeft(opened)) throw new Error(`${opened.left.code}: ${opened.left.message}`)
  return opened.right
}
