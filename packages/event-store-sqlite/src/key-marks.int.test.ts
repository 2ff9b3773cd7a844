import * as fc from 'fast-check'
import { collect, type ColumnSpec, type EventStore, memoryEventStore, type NewEvent } from '@earnback/event-store'
import { sampleColumns, sampleEvent, type SamplePayload, sameSampleContent } from '@earnback/event-store/testing'
import { decodeColumns, encodeColumns } from './column-codec'
import { sealed, unsealed } from './sealed'
import type { ColumnsRow } from './statements'
import { appendAll, AT, StoreFolder } from './testing/store-file'

const MARK = { first: 0, same: 1, other: 2 } as const

/** The account is the key and shares one of two fingerprints with others; the amount is what an event says of it. */
const keyed = (version = 'keyed-1', bits = 1): ColumnSpec => ({
  version,
  columns: [
    { name: 'mark', type: 'u8' },
    { name: 'high', type: 'u32' },
    { name: 'low', type: 'u32' },
  ],
  take: (payload, row) => {
    row[1] = (payload as SamplePayload).account % 2
    row[2] = bits
  },
  decode: sampleColumns().decode,
  key: {
    mark: 0,
    high: 1,
    low: 2,
    compare: (earlier, later) => {
      const [first, second] = [earlier as SamplePayload, later as SamplePayload]
      if (first.account !== second.account) return MARK.first
      return first.amount === second.amount ? MARK.same : MARK.other
    },
  },
})

type Said = readonly [account: number, amount: number]

const eventsOf = (from: number, said: ReadonlyArray<Said>): NewEvent[] =>
  said.map(([account, amount], index) => sampleEvent(`e-${from + index}`, { stream: `s-${account % 3}`, account, amount }))

const marksIn = async (store: EventStore): Promise<number[]> =>
  (await collect(store.readColumns(0))).flatMap(({ count, columns }) =>
    Array.from({ length: count }, (_, index) => columns[0]?.[index] ?? 0),
  )

const marksExpected = (said: ReadonlyArray<Said>): number[] =>
  said.map(([account, amount], index) => {
    const first = said.slice(0, index).find(([earlier]) => earlier === account)
    if (first === undefined) return MARK.first
    return first[1] === amount ? MARK.same : MARK.other
  })

const FIRST: ReadonlyArray<Said> = [
  [1, 10],
  [2, 10],
  [3, 10],
  [1, 10],
  [3, 99],
]
const SECOND: ReadonlyArray<Said> = [
  [4, 10],
  [2, 11],
  [4, 10],
  [3, 10],
]
const THIRD: ReadonlyArray<Said> = [
  [5, 1],
  [1, 10],
  [4, 11],
  [5, 1],
]

describe('The marks of later events of a key', () => {
  let folder: StoreFolder
  beforeEach(() => {
    folder = new StoreFolder()
  })
  afterEach(() => folder.dispose())

  const open = (spec: ColumnSpec = keyed()): Promise<EventStore> => folder.open({ columns: spec })

  it('are right within an append, across appends and after reopening', async () => {
    const store = await open()
    await appendAll(store, eventsOf(0, FIRST))
    await appendAll(store, eventsOf(5, SECOND))
    expect(await marksIn(store)).toEqual(marksExpected([...FIRST, ...SECOND]))
    await folder.closeAll()
    const reopened = await open()
    await appendAll(reopened, eventsOf(9, THIRD))
    expect(await marksIn(reopened)).toEqual(marksExpected([...FIRST, ...SECOND, ...THIRD]))
    expect((await reopened.audit(() => undefined)).problems).toEqual([])
  })

  it('see what another handle appended', async () => {
    const [one, other] = [await open(), await open()]
    await appendAll(one, eventsOf(0, FIRST))
    await appendAll(other, eventsOf(5, SECOND))
    await appendAll(one, eventsOf(9, THIRD))
    for (const store of [one, other]) expect(await marksIn(store)).toEqual(marksExpected([...FIRST, ...SECOND, ...THIRD]))
    expect((await other.audit(() => undefined)).problems).toEqual([])
  })

  it('know nothing of an append that failed', async () => {
    const store = await open()
    await appendAll(store, eventsOf(0, [[1, 10]]))
    const half = sampleEvent('half', { account: 7, text: '' })
    const broken = [
      ...eventsOf(1, [
        [2, 10],
        [7, 7],
      ]),
      { ...half, json: `${half.json}\ud800` },
    ]
    await expect(appendAll(store, broken)).rejects.toThrow(TypeError)
    const conflict = await store.append(eventsOf(1, [[2, 10]]), AT, new Map([['s-2', 5]]))()
    expect(conflict._tag).toBe('Left')
    await appendAll(
      store,
      eventsOf(1, [
        [2, 11],
        [7, 8],
        [1, 10],
      ]),
    )
    expect(await marksIn(store)).toEqual([MARK.first, MARK.first, MARK.first, MARK.same])
  })

  it('are derived again with every column when the version changes, and appends go on from them', async () => {
    const store = await open()
    await appendAll(store, eventsOf(0, FIRST))
    await appendAll(store, eventsOf(5, SECOND))
    await folder.closeAll()
    const changed = await open(keyed('keyed-2', 9))
    await appendAll(changed, eventsOf(9, THIRD))
    expect(await marksIn(changed)).toEqual(marksExpected([...FIRST, ...SECOND, ...THIRD]))
    const lows = (await collect(changed.readColumns(0))).flatMap(({ columns }) => [...(columns[2] ?? [])])
    expect(lows).toEqual(Array.from({ length: 13 }, () => 9))
    expect((await changed.audit(() => undefined)).problems).toEqual([])
  })

  it('are found changed by an audit, though their checksum fits', async () => {
    const store = await open()
    await appendAll(store, eventsOf(0, FIRST))
    const db = folder.raw()
    const row = db.prepare<[], ColumnsRow>('SELECT * FROM columns').get()
    if (row === undefined) throw new Error('there are no columns')
    const { first_position: firstPosition, count, version, data } = row
    const binding = { kind: 'columns', firstPosition, count, version } as const
    const range = decodeColumns(keyed().columns, count, unsealed(binding, data) ?? Buffer.alloc(0))
    if (range?.columns[0] === undefined) throw new Error('there are no marks')
    range.columns[0][3] = MARK.first
    db.prepare('UPDATE columns SET data = ?').run(sealed(binding, encodeColumns(range)))
    const { problems } = await store.audit(() => undefined)
    expect(problems.filter(({ code }) => code !== 'SCHEMA_CHANGED').map(({ code }) => code)).toEqual(['COLUMNS_CHANGED'])
  })

  it('are those of the store in memory, for any appends, on one handle or two', async () => {
    const said = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 2 }))
    const history = fc.array(fc.tuple(fc.boolean(), fc.array(said, { minLength: 1, maxLength: 40 })), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(history, async (appends) => {
        const own = new StoreFolder()
        const [one, other] = [await own.open({ columns: keyed() }), await own.open({ columns: keyed() })]
        const twin = memoryEventStore({ columns: keyed(), sameContent: sameSampleContent })
        let from = 0
        for (const [isOther, lines] of appends) {
          await appendAll(isOther ? other : one, eventsOf(from, lines))
          await appendAll(twin, eventsOf(from, lines))
          from += lines.length
        }
        const marks = await marksIn(one)
        expect(marks).toEqual(await marksIn(twin))
        expect(marks).toEqual(marksExpected(appends.flatMap(([, lines]) => lines)))
        expect((await other.audit(() => undefined)).problems).toEqual([])
        await own.dispose()
      }),
      { numRuns: 10 },
    )
  }, 60_000)
})
