import * as fc from 'fast-check'
import { collect, collectEvents, memoryEventStore, type ColumnPage, type EventStore } from '@earnback/event-store'
import { sampleColumns, sampleEvent, sameSampleContent } from '@earnback/event-store/testing'
import { SEGMENT_EVENTS_MAX } from './segment'
import { SegmentTail } from './segment-merge'
import { appendAll, AT, StoreFolder } from './testing/store-file'

const flat = (pages: ReadonlyArray<ColumnPage>): number[][] =>
  pages.flatMap(({ count, streams, columns }) =>
    Array.from({ length: count }, (_, index) => [streams[index] ?? -1, ...columns.map((column) => column?.[index] ?? 0)]),
  )

const eventsOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    sampleEvent(`e-${from + index}`, { stream: `s-${(from + index) % 5}`, amount: from + index, account: (from + index) * 3 }),
  )

const filled = async (store: EventStore): Promise<void> => {
  for (const [from, count] of [
    [0, 1],
    [1, 3],
    [4, 600],
    [604, 1],
    [605, 2],
  ] as const)
    await appendAll(store, eventsOf(from, count))
}

describe('The caches beside the log', () => {
  let folder: StoreFolder
  beforeEach(() => {
    folder = new StoreFolder()
  })
  afterEach(() => folder.dispose())

  const damages: ReadonlyArray<readonly [what: string, sql: string]> = [
    ['segments that are gone', 'DELETE FROM segment'],
    ['a segment that is gone', 'DELETE FROM segment WHERE first_position = 5'],
    ['the last segment gone', 'DELETE FROM segment WHERE first_position > 600'],
    ['columns that are gone', 'DELETE FROM columns'],
    ['damaged names', "UPDATE segment SET names = x'00' WHERE first_position = 5"],
    ['damaged streams', 'UPDATE segment SET streams = zeroblob(length(streams)) WHERE first_position = 5'],
    ['damaged identities', 'UPDATE segment SET identities = zeroblob(length(identities)) WHERE first_position = 5'],
    ['damaged columns', 'UPDATE columns SET data = zeroblob(length(data)) WHERE first_position = 5'],
    ['columns of another range', 'UPDATE columns SET count = count + 1 WHERE first_position = 5'],
    [
      'columns of another row',
      'UPDATE columns SET data = (SELECT data FROM columns WHERE first_position = 1) WHERE first_position = 605',
    ],
  ]
  it.each(damages)('are derived again from %s: every reading and the next append are right', async (_, sql) => {
    const store = await folder.open()
    await filled(store)
    const before = { columns: flat(await collect(store.readColumns(0))), stream: await collectEvents(store.readStream('s-1')) }
    folder.raw().exec(sql)
    await folder.closeAll()
    const reopened = await folder.open()
    expect(flat(await collect(reopened.readColumns(0)))).toEqual(before.columns)
    expect(await collectEvents(reopened.readStream('s-1'))).toEqual(before.stream)
    const again = await appendAll(reopened, [...eventsOf(3, 4), sampleEvent('new', { stream: 's-1' })])
    expect(again.outcomes.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'stored'])
    expect((await collectEvents(reopened.readStream('s-1'))).at(-1)?.revision).toBe(before.stream.length)
    const { problems } = await reopened.audit(() => undefined)
    expect(problems.filter(({ code }) => code !== 'SCHEMA_CHANGED')).toEqual([])
  })

  it('are derived again by an append that comes first', async () => {
    await filled(await folder.open())
    folder.raw().exec('DELETE FROM segment WHERE first_position = 5')
    await folder.closeAll()
    const reopened = await folder.open()
    expect((await appendAll(reopened, eventsOf(4, 2))).outcomes.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate'])
  })

  it('have several segments where one append brings more events than a segment may hold', async () => {
    const store = await folder.open()
    await appendAll(store, eventsOf(0, SEGMENT_EVENTS_MAX + 10))
    const sizes = folder.raw().prepare<[], { count: number }>('SELECT count FROM segment ORDER BY first_position').all()
    expect(sizes.map(({ count }) => count)).toEqual([SEGMENT_EVENTS_MAX, 10])
    await appendAll(store, eventsOf(SEGMENT_EVENTS_MAX + 5, 10))
    const amounts = flat(await collect(store.readColumns(0))).map(([, , amount]) => amount)
    expect(amounts).toEqual(Array.from({ length: SEGMENT_EVENTS_MAX + 15 }, (_, index) => index))
    const { problems } = await store.audit(() => undefined)
    expect(problems.filter(({ code }) => code !== 'SCHEMA_CHANGED')).toEqual([])
  }, 60_000)

  it('give what the store in memory gives, with equal hashes, for any appends', async () => {
    const arrival = fc.record({
      id: fc.integer({ min: 0, max: 60 }),
      stream: fc.integer({ min: 0, max: 4 }),
      text: fc.constantFrom('', 'é', '🎉'),
    })
    const history = fc.array(fc.array(arrival, { maxLength: 10 }), { maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(history, async (appends) => {
        const own = new StoreFolder()
        const store = await own.open()
        const twin = memoryEventStore({ columns: sampleColumns(), sameContent: sameSampleContent })
        for (const arrivals of appends) {
          const events = arrivals.map(({ id, stream, text }) =>
            sampleEvent(`${id}`, { stream: `s-${stream}`, text, account: id, ...(id % 3 === 0 ? { notes: { line: id } } : {}) }),
          )
          expect(await store.append(events, AT)()).toEqual(await twin.append(events, AT)())
        }
        expect(await store.head()).toEqual(await twin.head())
        expect(await collectEvents(store.readAll(0))).toEqual(await collectEvents(twin.readAll(0)))
        expect(flat(await collect(store.readColumns(0)))).toEqual(flat(await collect(twin.readColumns(0))))
        expect((await store.audit(() => undefined)).problems).toEqual([])
        await own.dispose()
      }),
      { numRuns: 15 },
    )
  }, 60_000)
})

describe('The tail of segments', () => {
  const sizesAfter = (appends: ReadonlyArray<number>): number[] => {
    const tail = new SegmentTail()
    const sizes: number[] = []
    let position = 1
    for (const count of appends) {
      tail.push(position, count)
      sizes.push(count)
      position += count
      for (let from = tail.ripe(); from !== undefined; from = tail.ripe()) {
        const merged = position - from
        for (let left = merged; left > 0;) left -= sizes.pop() ?? left
        sizes.push(merged)
        tail.replace(from, merged)
      }
    }
    return sizes
  }

  it('stays short, whatever the sizes of the appends', () => {
    for (const sizes of [[1], [7], [100], [1, 100], [3, 511, 20], [1, 1, 1, 40]]) {
      const appends = Array.from({ length: 5_000 }, (_, index) => sizes[index % sizes.length] ?? 1)
      const total = appends.reduce((sum, count) => sum + count, 0)
      expect(sizesAfter(appends).length).toBeLessThan(64 + total / 512)
    }
  })

  it('leaves large segments as they are', () => {
    expect(sizesAfter(Array.from({ length: 100 }, () => 600))).toHaveLength(100)
  })
})
