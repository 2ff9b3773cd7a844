import type { ToldEvent } from '@earnback/projections'
import type { ReadTold } from '@earnback/projector'
import { keptStreams } from './kept-streams'

const PAGE_EVENTS = 2

/** A log of streams, and the revisions that were read of it. */
const logOf = (counts: Record<string, number>) => {
  const read: Array<string> = []
  const readLog: ReadTold = async function* (stream, from = 0) {
    for (let at = from; at < (counts[stream] ?? 0); at += PAGE_EVENTS) {
      const page = Array.from({ length: Math.min(PAGE_EVENTS, (counts[stream] ?? 0) - at) }, (_, index) => at + index)
      read.push(...page.map((revision) => `${stream} ${revision}`))
      yield page.map((revision) => ({ stream, revision }) as ToldEvent)
    }
  }
  return { counts, read, readLog }
}

const revisions = async (events: ReturnType<ReadTold>): Promise<ReadonlyArray<number>> => {
  const all: number[] = []
  for await (const page of events) for (const { revision } of page) all.push(revision)
  return all
}

describe('of a stream that was read', () => {
  test('only what came since is read again', async () => {
    const log = logOf({ a: 3 })
    const read = keptStreams(log.readLog, 10)
    expect(await revisions(read('a'))).toEqual([0, 1, 2])
    log.counts.a = 5
    expect(await revisions(read('a', 1))).toEqual([1, 2, 3, 4])
    expect(await revisions(read('a'))).toEqual([0, 1, 2, 3, 4])
    expect(log.read).toEqual(['a 0', 'a 1', 'a 2', 'a 3', 'a 4'])
  })

  test('nothing is kept that has a gap or was not read to its end', async () => {
    const log = logOf({ a: 4 })
    const read = keptStreams(log.readLog, 10)
    expect(await revisions(read('a', 2))).toEqual([2, 3])
    for await (const _ of read('a')) break
    expect(await revisions(read('a'))).toEqual([0, 1, 2, 3])
  })

  test('no more is kept than may be: the stream that was read first goes', async () => {
    const log = logOf({ a: 2, b: 2 })
    const read = keptStreams(log.readLog, 3)
    for (const stream of ['a', 'b', 'b', 'a']) expect(await revisions(read(stream))).toEqual([0, 1])
    expect(log.read).toEqual(['a 0', 'a 1', 'b 0', 'b 1', 'a 0', 'a 1'])
  })
})
