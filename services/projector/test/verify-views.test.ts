import { activated, ACTIVATED_AT, advanced, after, issued, ISSUED_AT, spend } from '@earnback/coupon/testing'
import { type EventStore, MemoryLog } from '@earnback/event-store'
import * as fc from 'fast-check'
import { Projector, verifyViews } from '../src'
import { change, emptyStore, take, VIEW } from './given'
import { history } from './histories'

const LATER = after(ACTIVATED_AT, 10, 'day')
const OTHER = { couponId: 'coupon-2', adAccountId: 'account-2' }
const HEAD = 6

const started = async (store = emptyStore()): Promise<EventStore> => {
  await take(store, ISSUED_AT, issued(), activated(), issued(OTHER), activated(OTHER), spend(), advanced(LATER))
  await new Projector(store).catchUp()
  return store
}

const verify = (store: EventStore) => verifyViews(store, () => undefined)

/** The read model with one row replaced, and those left out that `keep` does not name. */
const tamper = async (store: EventStore, upserts: ReadonlyArray<readonly [string, string]>, without?: string): Promise<void> => {
  const kept: Array<readonly [string, string]> = []
  for await (const row of store.viewRows(VIEW)) if (row[0] !== without) kept.push(row)
  await change(store, { position: HEAD, upserts: [...kept, ...upserts], replace: true })
}

const differs = (row: string, message: string) => ({ code: 'VIEW_DIFFERS', where: `view qualifying-spend, row ${row}`, message })

describe('verifying the read model', () => {
  test('finds nothing wrong with what a projector wrote, at the head and behind it', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(8), async (batches, lastWritten) => {
        const store = emptyStore()
        const projector = new Projector(store)
        for (const [index, { recordedAt, events }] of batches.entries()) {
          await take(store, recordedAt, ...events)
          if (index <= lastWritten) await projector.catchUp()
        }
        expect(await verify(store)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('names a row that differs, one that is missing and one too many, each by its key', async () => {
    const store = await started()
    const changed = (await store.viewRow(VIEW, 'coupon:coupon-1'))!.replace('"100000000"', '"100000001"')
    await tamper(
      store,
      [
        ['coupon:coupon-1', changed],
        ['coupon:ghost', '{}'],
      ],
      'coupon:coupon-2',
    )
    expect(await verify(store)).toEqual([
      differs('coupon:coupon-1', 'differs from what the log says'),
      differs('coupon:ghost', 'the log knows nothing of it'),
      differs('coupon:coupon-2', 'is missing'),
    ])
    await new Projector(store).rebuild()
    expect(await verify(store)).toEqual([])
  })

  test('names the row that says how far the calculation has come, too', async () => {
    const store = await started()
    await tamper(store, [['calculation', '{"through":1}']])
    expect(await verify(store)).toEqual([differs('calculation', 'differs from what the log says')])
    await tamper(store, [], 'calculation')
    expect(await verify(store)).toEqual([differs('calculation', 'is missing')])
  })

  test('names rows that stand ahead of the log, and no more once they are derived again', async () => {
    const log = new MemoryLog()
    const ahead = await started(emptyStore(log))
    await take(ahead, LATER, spend({ spendId: 'spend-2' }))
    await new Projector(ahead).catchUp()
    const restored = new MemoryLog()
    const store = emptyStore(restored)
    await take(store, ISSUED_AT, issued(), activated())
    restored.views.set(VIEW, log.views.get(VIEW)!)
    expect(await verify(store)).toEqual([
      differs('-', 'stands for position 7, and the log ends at 2: an older log was put in place'),
    ])
    await new Projector(store).catchUp()
    expect(await verify(store)).toEqual([])
  })

  test('has nothing to say where no rows are, and of rows of another version, which are derived again anyway', async () => {
    expect(await verify(emptyStore())).toEqual([])
    const store = await started()
    await change(store, { version: 'older', position: HEAD, upserts: [['coupon:coupon-1', '{}']], replace: true })
    expect(await verify(store)).toEqual([])
  })

  test('is not disturbed by a projector that moves the rows meanwhile, at whatever moment', async () => {
    for (const method of ['view', 'head', 'readColumns', 'viewRows'] as const) {
      const log = new MemoryLog()
      const store = await started(emptyStore(log))
      let moves = 0
      const move = async (): Promise<void> => {
        if (moves++ > 0) return
        await take(store, LATER, spend({ spendId: 'spend-2' }), advanced(after(LATER, 1, 'hour')))
        await new Projector(emptyStore(log)).catchUp()
      }
      const moving: EventStore = {
        ...store,
        view: async (view) => {
          const state = await store.view(view)
          if (method === 'view') await move()
          return state
        },
        head: async () => {
          if (method === 'head') await move()
          return store.head()
        },
        readColumns: async function* (after) {
          for await (const page of store.readColumns(after)) {
            if (method === 'readColumns') await move()
            yield page
          }
        },
        viewRows: async function* (view) {
          if (method === 'viewRows') await move()
          yield* store.viewRows(view)
        },
      }
      expect([method, await verify(moving)]).toEqual([method, []])
      expect([method, moves > 0]).toEqual([method, true])
    }
  })
})
