import { collectEvents } from '../pages'
import { NO_STREAM, type AppendOutcome, type NewEvent } from '../port'
import { appended, refused, type Fixture } from './fixture'
import { sampleEvent, sampleEvents, T0 } from './sample'

const watermark = (offset: number): NewEvent => sampleEvent(`watermark-${offset}`, { stream: 'watermark', text: `${offset}` })

/** One event that tells what became of the first ones, and one for each conflict among them. */
const telling =
  (offset: number) =>
  (outcomes: ReadonlyArray<AppendOutcome>): ReadonlyArray<NewEvent> => [
    watermark(offset),
    ...outcomes.flatMap(({ outcome, position }, index) =>
      outcome === 'conflict'
        ? [sampleEvent(`conflict-${offset}-${index}`, { stream: 'quarantine', text: `with ${position}` })]
        : [],
    ),
  ]

const outcomeContract = ({ store, opened }: Fixture): void => {
  it('are made of what becomes of the first, stand behind them, and are told of after them', async () => {
    await appended(store(), [sampleEvent('a', { amount: 1 })])
    const events = [sampleEvent('a', { amount: 2 }), sampleEvent('b'), sampleEvent('b')]
    const seen: Array<ReadonlyArray<AppendOutcome>> = []
    const result = await appended(store(), events, T0, undefined, (outcomes) => {
      seen.push(outcomes)
      return telling(3)(outcomes)
    })
    expect(result).toEqual({
      outcomes: [
        { outcome: 'conflict', position: 1 },
        { outcome: 'stored', position: 2 },
        { outcome: 'duplicate', position: 2 },
        { outcome: 'stored', position: 3 },
        { outcome: 'stored', position: 4 },
      ],
      head: 4,
    })
    expect(seen.at(-1)).toEqual(result.outcomes.slice(0, 3))
    const stored = await collectEvents((await opened().reopen()).readAll(1))
    expect(stored.map(({ json }) => json)).toEqual([events[1], ...telling(3)(result.outcomes.slice(0, 3))].map((e) => e?.json))
    expect(stored.map(({ stream }) => stream)).toEqual(['spend-act-1', 'watermark', 'quarantine'])
  })

  it('are settled too: what stands already, among the first or in the log, is stored once', async () => {
    await appended(store(), [watermark(1)])
    const following = (): NewEvent[] => [
      watermark(1),
      sampleEvent('b'),
      sampleEvent('c', { amount: 2 }),
      watermark(2),
      watermark(2),
    ]
    const result = await appended(store(), [sampleEvent('b'), sampleEvent('c', { amount: 1 })], T0, undefined, following)
    expect(result).toEqual({
      outcomes: [
        { outcome: 'stored', position: 2 },
        { outcome: 'stored', position: 3 },
        { outcome: 'duplicate', position: 1 },
        { outcome: 'duplicate', position: 2 },
        { outcome: 'conflict', position: 3 },
        { outcome: 'stored', position: 4 },
        { outcome: 'duplicate', position: 4 },
      ],
      head: 4,
    })
    expect((await appended(store(), [sampleEvent('c', { amount: 1 })], T0, undefined, () => [watermark(2)])).outcomes).toEqual([
      { outcome: 'duplicate', position: 3 },
      { outcome: 'duplicate', position: 4 },
    ])
  })

  it('may be all that is stored, and may be many', async () => {
    const many = sampleEvents(0, 3_000)
    expect((await appended(store(), [], T0, undefined, () => many)).head).toBe(3_000)
    const again = await appended(store(), many, T0, undefined, () => [...many, watermark(1)])
    expect(again.outcomes.at(-1)).toEqual({ outcome: 'stored', position: 3_001 })
    expect(new Set(again.outcomes.slice(0, -1).map(({ outcome }) => outcome))).toEqual(new Set(['duplicate']))
  })
}

const atomicContract = ({ store }: Fixture): void => {
  it('are refused together with the first, and where they alone are left to store', async () => {
    await appended(store(), [watermark(1)])
    expect(await refused(store(), [sampleEvent('a')], new Map([['watermark', NO_STREAM]]), telling(2))).toMatchObject({
      actual: 0,
    })
    expect((await store().head()).position).toBe(1)
    await appended(store(), [sampleEvent('a')], T0, new Map([['watermark', 0]]), telling(2))
    expect(await refused(store(), [sampleEvent('a')], new Map([['watermark', 0]]), telling(3))).toMatchObject({ actual: 1 })
    expect((await store().head()).position).toBe(3)
  })

  it('are not checked against revisions where nothing is left to store', async () => {
    await appended(store(), [sampleEvent('a')], T0, new Map([['watermark', NO_STREAM]]), telling(1))
    const again = await appended(store(), [sampleEvent('a')], T0, new Map([['watermark', NO_STREAM]]), telling(1))
    expect(again.outcomes.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate'])
  })

  it('take the first down with them where they cannot be stored or cannot be made', async () => {
    const broken = { ...sampleEvent('b'), json: '"\ud83d"' }
    await expect(store().append([sampleEvent('a')], T0, undefined, () => [broken])()).rejects.toThrow(TypeError)
    const tooLarge = sampleEvent('b', { kind: 256 })
    await expect(store().append([sampleEvent('a')], T0, undefined, () => [tooLarge])()).rejects.toThrow(RangeError)
    const failing = (): never => {
      throw new Error('nothing can be made of it')
    }
    await expect(store().append([sampleEvent('a')], T0, undefined, failing)()).rejects.toThrow('nothing can be made of it')
    expect((await store().head()).position).toBe(0)
    expect((await appended(store(), [sampleEvent('a')])).head).toBe(1)
  })
}

export const followContract = (fixture: Fixture): void => {
  describe('events that follow', () => {
    outcomeContract(fixture)
    atomicContract(fixture)
  })
}
