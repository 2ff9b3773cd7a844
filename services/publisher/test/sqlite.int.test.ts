import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sameContent } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import { append, facts, Hand, idsOn, manyDecisions, NO_COLUMNS, publishOnce, right } from './given'
import { MemorySink } from './memory-sink'

let folder = ''
const opened: EventStore[] = []

const open = async (name = 'log.db'): Promise<EventStore> => {
  const store = right(await sqliteEventStore({ path: join(folder, name), columns: NO_COLUMNS, sameContent })())
  opened.push(store)
  return store
}

const closeAll = async (): Promise<void> => {
  for (const store of opened.splice(0)) await store.close()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earnback-publisher-'))
})
afterEach(async () => {
  await closeAll()
  await rm(folder, { recursive: true })
})

const ids = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, index) => `c-${index}:threshold-met`)

test('what another process appends to the file goes out, and a publisher that takes over goes on without a gap', async () => {
  const writer = await open()
  await append(writer, [...facts(1_500), ...manyDecisions(2)])
  const first = new MemorySink()
  const hand = new Hand(await open(), first)
  while (first.topics.records.length < 2) await new Promise((resolve) => setImmediate(resolve))
  await append(writer, manyDecisions(3, 2))
  while (first.topics.records.length < 5) await new Promise((resolve) => setImmediate(resolve))
  const second = new MemorySink(first.topics)
  const successor = new Hand(await open(), second)
  while (successor.news.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await append(writer, manyDecisions(4, 5))
  expect(await hand.ended).toMatchObject({ left: { kind: 'SinkFenced' } })
  while (first.topics.records.length < 9) await new Promise((resolve) => setImmediate(resolve))
  successor.stop.abort()
  expect(right(await successor.ended)).toEqual({ records: 4, position: 1_509 })
  expect(idsOn(first, 'billing')).toEqual(ids(9))
})

test('a file from a backup stops the publisher by name, and the newer file is taken up again', async () => {
  await append(await open(), manyDecisions(2))
  await closeAll()
  await copyFile(join(folder, 'log.db'), join(folder, 'backup.db'))
  const sink = new MemorySink()
  const store = await open()
  await append(store, manyDecisions(2, 2))
  right(await publishOnce(store, sink))
  expect(await publishOnce(await open('backup.db'), new MemorySink(sink.topics))).toMatchObject({
    left: { kind: 'LogBehindProgress' },
  })
  const diverged = await open('backup.db')
  await append(diverged, [...facts(2), ...manyDecisions(2, 2)])
  expect(await publishOnce(diverged, new MemorySink(sink.topics))).toMatchObject({ left: { kind: 'LogIsAnother' } })
  expect(right(await publishOnce(store, new MemorySink(sink.topics)))).toEqual({ records: 0, position: 4 })
  expect(idsOn(sink, 'billing')).toEqual(ids(4))
})
