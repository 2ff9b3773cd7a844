import { collect, collectEvents } from '../pages'
import type { ColumnSpec, EventStore } from '../port'
import { appended, type Fixture } from './fixture'
import { sampleColumns, sampleEvent, sampleEvents } from './sample'

interface Row {
  readonly position: number
  readonly stream: string | undefined
  readonly values: ReadonlyArray<number>
}

const rowsRead = async (store: EventStore, after: number): Promise<Row[]> => {
  const rows: Row[] = []
  for await (const page of store.readColumns(after)) {
    for (let index = 0; index < page.count; index++) {
      const values = page.columns.map((column) => (column === undefined ? 0 : (column[index] ?? Number.NaN)))
      rows.push({ position: page.firstPosition + index, stream: store.streamName(page.streams[index] ?? -1), values })
    }
  }
  return rows
}

const rowsTaken = async (store: EventStore, spec: ColumnSpec, after: number): Promise<Row[]> =>
  (await collectEvents(store.readAll(after))).map((event) => {
    const values = new Float64Array(spec.columns.length)
    spec.take(spec.decode(event.json), values)
    return { position: event.position, stream: event.stream, values: [...values] }
  })

const varied = (index: number) => ({
  amount: index % 3 === 0 ? 0 - index * 1_000_003 : 9_007_199_254_740_991 - index,
  account: index * 65_537,
  kind: index % 200,
  stream: `s-${index % 11}`,
})

export const columnsContract = ({ store, opened }: Fixture): void => {
  describe('columns', () => {
    it('hold what the specification takes from each event, at every size of append and from every position', async () => {
      const spec = sampleColumns()
      let from = 0
      for (const count of [1, 1, 2, 7, 64, 500, 1_000, 3, 4_097]) {
        await appended(store(), sampleEvents(from, count, varied))
        from += count
        expect(await rowsRead(store(), from - count)).toEqual(await rowsTaken(store(), spec, from - count))
      }
      const reopened = await opened().reopen()
      for (const after of [0, 1, 5, 75, 574, 1_577, 1_579, from - 1, from, from + 1]) {
        expect(await rowsRead(reopened, after)).toEqual(await rowsTaken(reopened, spec, after))
      }
    })

    it('hold them over hundreds of single appends', async () => {
      for (let index = 0; index < 200; index++) await appended(store(), [sampleEvent(`e-${index}`, varied(index))])
      expect(await rowsRead(store(), 0)).toEqual(await rowsTaken(store(), sampleColumns(), 0))
      const other = await opened().another()
      expect(await rowsRead(other, 37)).toEqual(await rowsTaken(other, sampleColumns(), 37))
    })

    it('are undefined where every value of the page is zero', async () => {
      await appended(store(), sampleEvents(0, 10))
      const [page] = await collect(store().readColumns(0))
      expect(page?.columns[4]).toBeUndefined()
      expect(page?.columns[0]).toBeInstanceOf(Uint8Array)
      expect(page?.columns[1]).toBeInstanceOf(Float64Array)
      expect(page?.columns[2]).toBeInstanceOf(Uint32Array)
      expect(page?.columns[3]).toBeInstanceOf(Uint16Array)
    })

    it('are derived again when their version changes, and back again', async () => {
      for (const [from, count] of [
        [0, 1],
        [1, 40],
        [41, 1_200],
      ] as const)
        await appended(store(), sampleEvents(from, count, varied))
      const doubled = sampleColumns('sample-2', 0.5)
      const changed = await opened().reopen(doubled)
      expect(await rowsRead(changed, 0)).toEqual(await rowsTaken(changed, doubled, 0))
      await appended(changed, sampleEvents(1_241, 5, varied))
      expect(await rowsRead(changed, 1_240)).toEqual(await rowsTaken(changed, doubled, 1_240))
      const back = await opened().reopen()
      expect(await rowsRead(back, 0)).toEqual(await rowsTaken(back, sampleColumns(), 0))
      expect((await back.audit(() => undefined)).problems).toEqual([])
    })

    it('throw on a value that their type cannot hold, and nothing is stored', async () => {
      await expect(appended(store(), [sampleEvent('a'), sampleEvent('b', { kind: 256 })])).rejects.toThrow(RangeError)
      await expect(appended(store(), [sampleEvent('a'), sampleEvent('b', { account: 1.5 })])).rejects.toThrow(RangeError)
      expect((await store().head()).position).toBe(0)
      expect((await appended(store(), [sampleEvent('a')])).head).toBe(1)
    })
  })
}
