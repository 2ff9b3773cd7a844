import { decodeStored, sameContent } from '@earnback/coupon'
import { collectEvents, type EventStore, memoryEventStore, type StoredEvent } from '@earnback/event-store'
import { type Instant, parseInstant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { ingest, type IngestOptions, type IngestReport, ndjsonRecords } from '../src'

export const NOW_TEXT = '2026-03-10T00:00:00.000Z'

export const at = (text: string): Instant => right(parseInstant(text))

export const NOW = at(NOW_TEXT)

export function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(`expected a right, found the left ${JSON.stringify(either.left)}`)
  return either.right
}

export const left = <L>(either: E.Either<L, unknown>): L => {
  if (E.isRight(either)) throw new Error(`expected a left, found the right ${JSON.stringify(either.right)}`)
  return either.left
}

export const run = async <A>(task: TaskEither<unknown, A>): Promise<A> => right(await task())

export const emptyStore = (): EventStore =>
  memoryEventStore({ columns: { version: 'none', columns: [], take: () => undefined, decode: decodeStored }, sameContent })

export const chunked = async function* (bytes: Buffer | string, chunkBytes = 65_536): AsyncGenerator<Buffer> {
  const all = Buffer.from(bytes)
  for (let from = 0; from < all.length; from += chunkBytes) yield all.subarray(from, from + chunkBytes)
}

export const spend = (
  id: string,
  changes: Record<string, unknown> = {},
  data: Record<string, unknown> = {},
): Record<string, unknown> => ({
  specversion: '1.0',
  id,
  source: '/feed',
  type: 'earnback.SpendRecorded.v1',
  time: '2026-03-01T10:00:00.000+09:00',
  ...changes,
  data: { spendId: id, adAccountId: 'acct-1', amount: { amount: '12.5', currency: 'JPY' }, ...data },
})

export const lines = (...records: ReadonlyArray<unknown>): string =>
  records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('')

export const take = (
  store: Pick<EventStore, 'append'>,
  file: Buffer | string,
  options: Partial<IngestOptions> = {},
): Promise<IngestReport> => run(ingest(store, { now: () => NOW, ...options }, ndjsonRecords(chunked(file), 'feed.ndjson')))

export const logOf = (store: EventStore): Promise<StoredEvent[]> => collectEvents(store.readAll(0))

/** The events that came in, without what the engine noted about others. */
export const factsOf = async (store: EventStore): Promise<StoredEvent[]> =>
  (await logOf(store)).filter(({ stream }) => stream !== 'quarantine')
