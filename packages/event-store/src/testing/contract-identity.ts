import * as fc from 'fast-check'
import { collectEvents } from '../pages'
import type { NewEvent, NewEvents } from '../port'
import { appended, refused, type Fixture } from './fixture'
import { sampleEvent, sampleEvents, T0 } from './sample'

const spaced = (event: NewEvent): NewEvent => ({ ...event, json: JSON.stringify(JSON.parse(event.json), undefined, 2) })

const repeatContract = ({ store, opened }: Fixture): void => {
  it('takes an event that stands already for a duplicate of it, and stores it once', async () => {
    await appended(store(), sampleEvents(0, 3))
    const again = await appended(store(), [sampleEvent('e-1'), sampleEvent('new')])
    expect(again).toEqual({
      outcomes: [
        { outcome: 'duplicate', position: 2 },
        { outcome: 'stored', position: 4 },
      ],
      head: 4,
    })
  })

  it('finds a duplicate within one append', async () => {
    const { outcomes } = await appended(store(), [sampleEvent('a'), sampleEvent('b'), sampleEvent('a')])
    expect(outcomes).toEqual([
      { outcome: 'stored', position: 1 },
      { outcome: 'stored', position: 2 },
      { outcome: 'duplicate', position: 1 },
    ])
    expect((await store().head()).position).toBe(2)
  })

  it('settles events that are asked for in stretches as it settles a list, those included that repeat others far before them', async () => {
    const many = sampleEvents(0, 2_000)
    const list = [...many, sampleEvent('e-3'), sampleEvent('e-5', { amount: 9 }), sampleEvent('last'), sampleEvent('last')]
    const events: NewEvents = {
      length: list.length,
      slice: (from, to) => list.slice(from, to).map((event) => ({ ...event })),
    }
    const expected = [
      { outcome: 'duplicate', position: 4 },
      { outcome: 'conflict', position: 6 },
      { outcome: 'stored', position: 2_001 },
      { outcome: 'duplicate', position: 2_001 },
    ]
    const settled = await store().settle(events)()
    const stored = await appended(store(), events)
    expect(settled).toMatchObject({ right: stored })
    expect(stored.outcomes.slice(0, 2_000)).toEqual(many.map((_, at) => ({ outcome: 'stored', position: at + 1 })))
    expect(stored.outcomes.slice(2_000)).toEqual(expected)
    const texts = (await collectEvents(store().readAll(0))).map(({ json }) => json)
    expect(texts).toEqual([...many, sampleEvent('last')].map(({ json }) => json))
  })

  it('finds a duplicate after the store was opened again', async () => {
    await appended(store(), sampleEvents(0, 300))
    const reopened = await opened().reopen()
    const { outcomes } = await appended(reopened, sampleEvents(0, 300))
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['duplicate']))
    expect(outcomes.map(({ position }) => position)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1))
  })

  it('finds a duplicate that another handle appended', async () => {
    const other = await opened().another()
    await appended(store(), [sampleEvent('a')])
    await appended(other, [sampleEvent('b')])
    expect((await appended(store(), [sampleEvent('b')])).outcomes).toEqual([{ outcome: 'duplicate', position: 2 }])
    expect((await appended(other, [sampleEvent('a')])).outcomes).toEqual([{ outcome: 'duplicate', position: 1 }])
  })

  it('takes white space and the order of keys for no difference', async () => {
    await appended(store(), [sampleEvent('a')])
    expect((await appended(store(), [spaced(sampleEvent('a'))])).outcomes).toEqual([{ outcome: 'duplicate', position: 1 }])
  })
}

const conflictContract = ({ store, opened }: Fixture): void => {
  it('answers a conflict where the identity stands with other content, and the first stays', async () => {
    await appended(store(), [sampleEvent('a', { amount: 5 })])
    const { outcomes } = await appended(store(), [sampleEvent('a', { amount: 6 }), sampleEvent('b')])
    expect(outcomes).toEqual([
      { outcome: 'conflict', position: 1 },
      { outcome: 'stored', position: 2 },
    ])
    const events = await collectEvents((await opened().reopen()).readAll(0))
    expect(events.map((event) => event.json)).toEqual([sampleEvent('a', { amount: 5 }).json, sampleEvent('b').json])
  })

  it('finds a conflict within one append', async () => {
    const { outcomes, head } = await appended(store(), [sampleEvent('a', { amount: 1 }), sampleEvent('a', { amount: 2 })])
    expect(outcomes).toEqual([
      { outcome: 'stored', position: 1 },
      { outcome: 'conflict', position: 1 },
    ])
    expect(head).toBe(1)
  })

  it('finds a conflict though the second comes to another stream', async () => {
    await appended(store(), [sampleEvent('a', { stream: 's', amount: 1 })])
    const { outcomes } = await appended(store(), [sampleEvent('a', { stream: 't', amount: 2 })])
    expect(outcomes).toEqual([{ outcome: 'conflict', position: 1 }])
    expect(await collectEvents(store().readStream('t'))).toEqual([])
  })

  it('keeps source and id apart: the same id of another source is another event', async () => {
    const events = [
      sampleEvent('bc', { source: 'a' }),
      sampleEvent('c', { source: 'ab' }),
      sampleEvent('abc', { source: '' }),
      sampleEvent('bc', { source: 'A' }),
    ]
    const { outcomes } = await appended(store(), events)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored', 'stored'])
  })
}

const retryContract = ({ store }: Fixture): void => {
  it('answers a retry of what was appended already, though its expected revision is behind', async () => {
    const events = sampleEvents(0, 2, () => ({ stream: 's' }))
    await appended(store(), events, T0, new Map([['s', -1]]))
    await appended(
      store(),
      sampleEvents(2, 2, () => ({ stream: 's' })),
    )
    expect(await appended(store(), events, T0, new Map([['s', -1]]))).toEqual({
      outcomes: [
        { outcome: 'duplicate', position: 1 },
        { outcome: 'duplicate', position: 2 },
      ],
      head: 4,
    })
  })

  it('refuses a retry that brings something new on an old revision, wholly', async () => {
    const events = sampleEvents(0, 2, () => ({ stream: 's' }))
    await appended(store(), events)
    const retried = [...events, sampleEvent('new', { stream: 's' })]
    expect(await refused(store(), retried, new Map([['s', -1]]))).toMatchObject({ kind: 'RevisionConflict', actual: 1 })
    expect((await store().head()).position).toBe(2)
  })

  it('may store an event after an append that carried it was refused', async () => {
    await refused(store(), [sampleEvent('a')], new Map([['spend-act-1', 3]]))
    expect((await appended(store(), [sampleEvent('a')])).outcomes).toEqual([{ outcome: 'stored', position: 1 }])
  })
}

const generatedContract = ({ opened }: Fixture): void => {
  it('stores each identity once, whatever repeats, in any batching, with the store opened again in between', async () => {
    const arrival = fc.record({ id: fc.integer({ min: 0, max: 40 }), amount: fc.integer({ min: 0, max: 1 }) })
    const batches = fc.array(fc.tuple(fc.array(arrival, { maxLength: 12 }), fc.boolean()), { maxLength: 12 })
    let run = 0
    await fc.assert(
      fc.asyncProperty(batches, async (history) => {
        const source = `run-${run++}`
        let store = await opened().reopen()
        const first = new Map<number, { readonly amount: number; readonly position: number }>()
        let head = (await store.head()).position
        for (const [arrivals, isReopened] of history) {
          if (isReopened) store = await opened().reopen()
          const events = arrivals.map(({ id, amount }) => sampleEvent(`${id}`, { source, amount, stream: `${source}-${id % 3}` }))
          const expected = arrivals.map(({ id, amount }) => {
            const standing = first.get(id)
            if (standing === undefined) first.set(id, { amount, position: ++head })
            const position = standing?.position ?? head
            if (standing === undefined) return { outcome: 'stored', position }
            return { outcome: standing.amount === amount ? 'duplicate' : 'conflict', position }
          })
          expect(await appended(store, events)).toEqual({ outcomes: expected, head })
        }
      }),
      { numRuns: 25 },
    )
  })
}

export const identityContract = (fixture: Fixture): void => {
  describe('identity for ever', () => {
    repeatContract(fixture)
    conflictContract(fixture)
    retryContract(fixture)
    generatedContract(fixture)
  })
}
