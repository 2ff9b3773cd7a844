import { collect, collectEvents } from '../pages'
import { appended, type Fixture } from './fixture'
import { sampleEvent, sampleEvents } from './sample'

export const readContract = ({ store, opened }: Fixture): void => {
  describe('reading', () => {
    it('finds nothing in an empty log', async () => {
      expect(await collect(store().readAll(0))).toEqual([])
      expect(await collect(store().readStream('s'))).toEqual([])
      expect(await collect(store().readColumns(0))).toEqual([])
      expect(await store().readAt([1])).toEqual([])
      expect(store().streamName(0)).toBeUndefined()
      expect(store().streamOrdinal('s')).toBeUndefined()
    })

    it('reads all after any position, over any sizes of append, in pages that are not empty', async () => {
      let from = 0
      for (const count of [1, 3, 1_500, 1, 700, 2]) {
        await appended(store(), sampleEvents(from, count))
        from += count
      }
      for (const after of [0, 1, 2, 4, 5, 999, 1_000, 1_503, 1_504, from - 1, from, from + 5]) {
        const pages = await collect(store().readAll(after))
        const positions = pages.flatMap((page) => page.map((event) => event.position))
        expect(positions).toEqual(Array.from({ length: Math.max(from - after, 0) }, (_, index) => after + index + 1))
        expect(pages.every((page) => page.length > 0)).toBe(true)
      }
    })

    it('reads a log of single appends in few pages', async () => {
      for (let index = 0; index < 50; index++) await appended(store(), [sampleEvent(`e-${index}`)])
      expect(await collect(store().readAll(0))).toHaveLength(1)
    })

    it('reads a stream from any revision, over appends of other streams', async () => {
      await appended(
        store(),
        sampleEvents(0, 2_500, (index) => ({ stream: `s-${index % 2}` })),
      )
      await appended(
        store(),
        sampleEvents(2_500, 10, () => ({ stream: 's-9' })),
      )
      await appended(
        store(),
        sampleEvents(2_510, 3, () => ({ stream: 's-1' })),
      )
      const read = await opened().another()
      for (const from of [0, 1, 1_249, 1_252, 1_253]) {
        const events = await collectEvents(read.readStream('s-1', from))
        expect(events.map((event) => event.revision)).toEqual(Array.from({ length: 1_253 - from }, (_, index) => from + index))
        expect(events.every((event) => event.stream === 's-1')).toBe(true)
      }
      expect((await collectEvents(read.readStream('s-1', 1_250))).map((event) => event.position)).toEqual([2_511, 2_512, 2_513])
    })

    it('reads a stream that another handle went on with', async () => {
      const other = await opened().another()
      await appended(store(), [sampleEvent('a', { stream: 's' })])
      expect(await collectEvents(other.readStream('s'))).toHaveLength(1)
      await appended(store(), [sampleEvent('b', { stream: 't' }), sampleEvent('c', { stream: 's' })])
      expect((await collectEvents(other.readStream('s'))).map((event) => event.position)).toEqual([1, 3])
      expect(await collectEvents(other.readStream('t'))).toHaveLength(1)
    })

    it('reads events at given positions, in their order, and leaves out those beyond the head', async () => {
      await appended(store(), sampleEvents(0, 5))
      await appended(store(), sampleEvents(5, 5))
      const events = await store().readAt([9, 2, 2, 11, 0, 6])
      expect(events.map((event) => event.position)).toEqual([9, 2, 2, 6])
    })

    it('names the streams of the log by ordinals that stay', async () => {
      await appended(store(), [sampleEvent('a', { stream: 's' }), sampleEvent('b', { stream: 't' })])
      const ordinals = ['s', 't'].map((stream) => store().streamOrdinal(stream) ?? -1)
      expect(ordinals.map((ordinal) => store().streamName(ordinal))).toEqual(['s', 't'])
      const reopened = await opened().reopen()
      expect(['s', 't'].map((stream) => reopened.streamOrdinal(stream))).toEqual(ordinals)
    })
  })
}
