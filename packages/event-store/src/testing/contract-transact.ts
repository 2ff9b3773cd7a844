import * as E from 'fp-ts/Either'
import type { EventStore, NewEvent } from '../port'
import { type Transaction, transact } from '../transact'
import { appended, type Fixture } from './fixture'
import { sampleEvent, sampleEvents, T0 } from './sample'

type Counting = Transaction<number, number, { readonly kind: 'Full' }>

const counting = (decide: (count: number) => ReadonlyArray<NewEvent>, attemptsMax = 3): Counting => ({
  stream: 'counter',
  decode: () => 1,
  initial: 0,
  evolve: (count, event) => count + event,
  decide: (count) => (count >= 5 ? E.left({ kind: 'Full' }) : E.right(decide(count))),
  at: T0,
  attemptsMax,
})

const counted = (count: number): NewEvent => sampleEvent(`count-${count}`, { stream: 'counter' })

/** A store in which someone else appends to the stream before each of the first `times` appends. */
const raced = (store: EventStore, times: number): EventStore => {
  let left = times
  return {
    ...store,
    append: (events, at, expected) => async () => {
      if (left-- > 0) await appended(store, [sampleEvent(`other-${left}`, { stream: 'counter' })])
      return store.append(events, at, expected)()
    },
  }
}

export const transactContract = ({ store }: Fixture): void => {
  describe('transacting', () => {
    it('loads the stream, decides on its fold and appends on the revision it read', async () => {
      await appended(
        store(),
        sampleEvents(0, 2, () => ({ stream: 'counter' })),
      )
      const result = await transact(
        store(),
        counting((count) => [counted(count)]),
      )()
      expect(result).toEqual(E.right({ outcomes: [{ outcome: 'stored', position: 3 }], head: 3 }))
    })

    it('appends nothing where nothing is decided, and nothing where the decision is a refusal', async () => {
      await appended(
        store(),
        sampleEvents(0, 4, () => ({ stream: 'counter' })),
      )
      expect(
        await transact(
          store(),
          counting(() => []),
        )(),
      ).toEqual(E.right({ outcomes: [], head: 4 }))
      await appended(
        store(),
        sampleEvents(4, 1, () => ({ stream: 'counter' })),
      )
      expect(
        await transact(
          store(),
          counting((count) => [counted(count)]),
        )(),
      ).toEqual(E.left({ kind: 'Full' }))
      expect((await store().head()).position).toBe(5)
    })

    it('decides again on what others appended meanwhile', async () => {
      const result = await transact(
        raced(store(), 2),
        counting((count) => [counted(count)]),
      )()
      expect(result).toEqual(E.right({ outcomes: [{ outcome: 'stored', position: 3 }], head: 3 }))
      expect((await store().readAt([3]))[0]?.json).toBe(counted(2).json)
    })

    it('gives up after the allowed attempts, and says so', async () => {
      const result = await transact(
        raced(store(), 2),
        counting((count) => [counted(count)], 2),
      )()
      expect(result).toEqual(E.left({ kind: 'Contended', stream: 'counter', attempts: 2 }))
    })
  })
}
