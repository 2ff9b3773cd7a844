import * as E from 'fp-ts/Either'
import { type Page, StoreFault, type StoredEvent } from '@earnback/event-store'
import type { OpenBatch } from './batch-reader'
import { CacheDamaged, corrupt, reading } from './faults'
import { readMeta } from './head'
import type { LogHandle } from './log-handle'

const PAGE_EVENTS_MAX = 1_000
const PAGE_BYTES_MAX = 4 * 1024 * 1024

/** Runs a reading that leans on the caches; where they do not fit the log, they are derived again and it runs once more. */
export const repaired = async <A>(handle: LogHandle, read: () => A): Promise<A> => {
  try {
    return reading(read)
  } catch (error) {
    if (!(error instanceof CacheDamaged)) throw error
  }
  const repair = await handle.repairCaches()
  if (E.isLeft(repair)) throw new StoreFault(repair.left)
  try {
    return reading(read)
  } catch (error) {
    throw error instanceof CacheDamaged ? corrupt(error.message) : error
  }
}

export const nameOf =
  (handle: LogHandle) =>
  (ordinal: number): string | undefined =>
    handle.streams.nameOf(ordinal)

const headPosition = (handle: LogHandle): number => readMeta(handle.statements).position

/** The head, with every stream up to it in the index. */
export const indexedHead = (handle: LogHandle): Promise<number> =>
  repaired(handle, () => {
    const head = headPosition(handle)
    handle.indexStreams(Math.max(head, handle.streams.indexedTo))
    return head
  })

/** The head, with the name of every stream up to it. */
export const namedHead = (handle: LogHandle): Promise<number> =>
  repaired(handle, () => {
    const head = headPosition(handle)
    handle.nameStreams(head)
    return head
  })

/** The events of a batch between two positions, in pages. */
function* pagesOf(handle: LogHandle, batches: ReadonlyArray<OpenBatch>, from: number, to: number): Generator<Page> {
  let page: StoredEvent[] = []
  for (const batch of batches) {
    for (let position = Math.max(from, batch.firstPosition); position <= Math.min(to, batch.lastPosition); position++) {
      page.push(batch.eventAt(position, nameOf(handle)))
      if (page.length < PAGE_EVENTS_MAX) continue
      yield page
      page = []
    }
  }
  if (page.length > 0) yield page
}

export async function* readAll(handle: LogHandle, afterPosition: number): AsyncGenerator<Page> {
  const head = await namedHead(handle)
  for (let position = Math.max(afterPosition, 0) + 1; position <= head;) {
    const batches = reading(() => handle.reader.batchesFrom(position, PAGE_EVENTS_MAX, PAGE_BYTES_MAX))
    const last = batches.at(-1)?.lastPosition
    if (last === undefined) throw corrupt(`the batch of event ${position} is missing`)
    yield* pagesOf(handle, batches, position, Math.min(last, head))
    position = last + 1
  }
}

const eventsAt = (handle: LogHandle, positions: ReadonlyArray<number>): StoredEvent[] => {
  const byPosition = new Map<number, StoredEvent>()
  for (const position of [...positions].sort((left, right) => left - right)) {
    const batch = handle.reader.batchOf(position)
    byPosition.set(position, batch.eventAt(position, nameOf(handle)))
  }
  handle.reader.forget()
  return positions.flatMap((position) => byPosition.get(position) ?? [])
}

export const readAt = async (handle: LogHandle, positions: ReadonlyArray<number>): Promise<Page> => {
  const head = await namedHead(handle)
  return reading(() =>
    eventsAt(
      handle,
      positions.filter((position) => position >= 1 && position <= head),
    ),
  )
}
