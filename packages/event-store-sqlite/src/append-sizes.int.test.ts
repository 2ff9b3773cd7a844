import * as fc from 'fast-check'
import { collect, collectEvents, type ColumnSpec, type EventStore, memoryEventStore, type NewEvent } from '@earnback/event-store'
import { sampleColumns, sampleEvent, type SamplePayload, sameSampleContent } from '@earnback/event-store/testing'
import { appendAll, AT, StoreFolder } from './testing/store-file'

const RUNS = 12
const TIMEOUT_MS = 120_000

/** Keys of many values, a few of them shared, so that appends of every size bring new ones and known ones. */
const columns: ColumnSpec = {
  version: 'sizes-1',
  columns: [
    { name: 'mark', type: 'u8' },
    { name: 'high', type: 'u32' },
    { name: 'low', type: 'u32' },
  ],
  take: (payload, row) => {
    row[1] = (payload as SamplePayload).account
    row[2] = Math.imul((payload as SamplePayload).account, 2_654_435_761) >>> 0
  },
  decode: sampleColumns().decode,
  key: {
    mark: 0,
    high: 1,
    low: 2,
    compare: (earlier, later) => ((earlier as SamplePayload).account === (later as SamplePayload).account ? 1 : 0),
  },
}

/**
 * Every hundredth event says again what an earlier one said; every fiftieth shares an earlier one's key under an id of its own, and
 * every thousandth that of an event that stands in another row of the log.
 */
const eventsFrom = (first: number, count: number): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, (_, index) => {
    const at = first + index
    if (at % 100 === 99) return sampleEvent(`e-${at - 60}`, { account: at - 60 + 1, stream: `s-${(at - 60) % 5}` })
    const keyOf = at % 1_000 === 998 ? at - 896 : at % 50 === 49 ? at - 40 : at + 1
    return sampleEvent(`e-${at}`, { account: keyOf, stream: `s-${at % 5}` })
  })

const held = async (store: EventStore): Promise<unknown> => ({
  events: (await collectEvents(store.readAll(0))).map(({ json, position, stream, revision }) => [
    json,
    position,
    stream,
    revision,
  ]),
  marks: (await collect(store.readColumns(0))).flatMap(({ columns: [marks], count }) =>
    Array.from({ length: count }, (_, index) => marks?.[index] ?? 0),
  ),
})

it(
  'appends of every size, large after small and small after large, leave in the file what they leave in memory',
  async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 30, max: 70 }), fc.integer({ min: 600, max: 2_500 }))
    await fc.assert(
      fc.asyncProperty(fc.array(size, { minLength: 2, maxLength: 8 }), async (sizes) => {
        const folder = new StoreFolder()
        try {
          const [file, memory] = [await folder.open({ columns }), memoryEventStore({ columns, sameContent: sameSampleContent })]
          let first = 0
          for (const count of sizes) {
            const events = eventsFrom(first, count)
            expect(await appendAll(file, events)).toEqual(await appendAll(memory, events))
            first += count
          }
          expect(await held(file)).toEqual(await held(memory))
          expect((await file.audit(() => undefined)).problems).toEqual([])
        } finally {
          await folder.dispose()
        }
      }),
      { numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)

it('an append that fails after it looked at its own first rows leaves nothing that a later one would take for the log', async () => {
  const folder = new StoreFolder()
  try {
    const store = await folder.open({ columns })
    const broken = { ...sampleEvent('broken', { account: 9_999 }), json: '"\ud83d"' }
    const failing = [...eventsFrom(0, 1_500), broken]
    await expect(store.append(failing, AT)()).rejects.toThrow(TypeError)
    const others = Array.from({ length: 1_500 }, (_, at) => sampleEvent(`other-${at}`, { account: at + 1 }))
    expect((await appendAll(store, others)).head).toBe(1_500)
    const again = await appendAll(store, others)
    expect(again).toEqual({ outcomes: others.map((_, at) => ({ outcome: 'duplicate', position: at + 1 })), head: 1_500 })
  } finally {
    await folder.dispose()
  }
})
