import type { EventStore, StoredEvent } from '../port'
import { appended, type Fixture } from './fixture'
import { sampleEvents } from './sample'

const takeUntil = async (
  store: EventStore,
  after: number,
  last: number,
  onEvent?: (event: StoredEvent) => void,
): Promise<number[]> => {
  const stop = new AbortController()
  const positions: number[] = []
  for await (const page of store.subscribe(after, stop.signal)) {
    for (const event of page) {
      positions.push(event.position)
      onEvent?.(event)
      if (event.position === last) stop.abort()
    }
  }
  return positions
}

const upTo = (last: number, after = 0): number[] => Array.from({ length: last - after }, (_, index) => after + index + 1)

export const subscribeContract = ({ store, opened }: Fixture): void => {
  describe('subscribing', () => {
    it('catches up after the position, then goes on with what is appended', async () => {
      await appended(store(), sampleEvents(0, 1_200))
      const taken = takeUntil(store(), 7, 1_205)
      for (let index = 1_200; index < 1_205; index++) await appended(store(), sampleEvents(index, 1))
      expect(await taken).toEqual(upTo(1_205, 7))
    })

    it('waits on an empty log for the first event', async () => {
      const taken = takeUntil(store(), 0, 2)
      await appended(store(), sampleEvents(0, 2))
      expect(await taken).toEqual([1, 2])
    })

    it('brings what another handle appends', async () => {
      const other = await opened().another()
      const taken = takeUntil(store(), 0, 4)
      await appended(other, sampleEvents(0, 3))
      await appended(store(), sampleEvents(3, 1))
      expect(await taken).toEqual([1, 2, 3, 4])
    })

    it('ends when the signal aborts while it waits, and at once where it was aborted before', async () => {
      await appended(store(), sampleEvents(0, 3))
      const stop = new AbortController()
      const iterator = store().subscribe(3, stop.signal)[Symbol.asyncIterator]()
      const waiting = iterator.next()
      stop.abort()
      expect(await waiting).toMatchObject({ done: true })
      expect(await store().subscribe(0, stop.signal)[Symbol.asyncIterator]().next()).toMatchObject({ done: true })
    })

    it('ends when the store is closed', async () => {
      const other = await opened().another()
      const waiting = other.subscribe(0, new AbortController().signal)[Symbol.asyncIterator]().next()
      await other.close()
      expect(await waiting).toMatchObject({ done: true })
    })

    it('lets a slow reader and a fast one each take everything', async () => {
      await appended(store(), sampleEvents(0, 10))
      const slow = store().subscribe(0, new AbortController().signal)[Symbol.asyncIterator]()
      await slow.next()
      await appended(store(), sampleEvents(10, 10))
      expect(await takeUntil(store(), 0, 20)).toEqual(upTo(20))
      const { value } = (await slow.next()) as { value: ReadonlyArray<StoredEvent> }
      expect(value[0]?.position).toBe(11)
      await slow.return?.()
    })
  })
}
