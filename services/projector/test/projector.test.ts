import {
  ACCOUNT,
  activated,
  ACTIVATED_AT,
  adjusted,
  advanced,
  after,
  issued,
  ISSUED_AT,
  money,
  spend,
  WINDOW_ENDS_AT,
} from '@earnback/coupon/testing'
import { type EventStore, MemoryLog, StoreFault } from '@earnback/event-store'
import { standingsOf } from '@earnback/projections'
import * as fc from 'fast-check'
import { Projector, viewCoupon } from '../src'
import { change, derived, emptyStore, keysOf, stored, take, VERSION, VIEW, watched } from './given'
import { COUPONS, history } from './histories'

const OTHER = { couponId: 'coupon-2', adAccountId: 'account-2' }
const LATER = after(ACTIVATED_AT, 10, 'day')

const started = async (store: EventStore): Promise<void> => {
  await take(store, ISSUED_AT, issued(), activated(), issued(OTHER), activated(OTHER), spend(), advanced(LATER))
}

describe('the read model', () => {
  test('after every append its rows are, byte for byte, those of a ledger folded from the first event on', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (batches) => {
        const store = emptyStore()
        const projector = new Projector(store)
        for (const { recordedAt, events } of batches) {
          await take(store, recordedAt, ...events)
          await projector.catchUp()
          expect(await stored(store)).toEqual(await derived(store))
        }
      }),
      { numRuns: 400 },
    )
  })

  test('and so they are where two projectors keep them in turn, one loses its process, and one rebuilds', async () => {
    const who = fc.constantFrom('one', 'other', 'new one', 'rebuild', 'nobody')
    await fc.assert(
      fc.asyncProperty(history, fc.array(who, { minLength: 9, maxLength: 9 }), async (batches, turns) => {
        const log = new MemoryLog()
        const store = emptyStore(log)
        let [one, other] = [new Projector(emptyStore(log)), new Projector(emptyStore(log))]
        for (const [index, { recordedAt, events }] of batches.entries()) {
          await take(store, recordedAt, ...events)
          const turn = turns[index]
          if (turn === 'nobody') continue
          if (turn === 'new one') one = new Projector(emptyStore(log))
          if (turn === 'rebuild') await other.rebuild()
          else await (turn === 'other' ? other : one).catchUp()
          expect(await stored(store)).toEqual(await derived(store))
        }
        other = new Projector(emptyStore(log))
        await other.catchUp()
        expect(await stored(store)).toEqual(await derived(store))
      }),
      { numRuns: 300 },
    )
  })

  test('of an empty log says that nothing is calculated', async () => {
    const store = emptyStore()
    await new Projector(store).catchUp()
    expect(await stored(store)).toEqual({ state: { version: VERSION, position: 0 }, rows: [['calculation', '{"through":null}']] })
  })
})

describe('catching up', () => {
  test('writes the rows of the coupons that changed, the calculation’s, and no other', async () => {
    const store = watched(emptyStore())
    const projector = new Projector(store)
    await started(store)
    await projector.catchUp()
    await take(store, LATER, spend({ spendId: 'spend-2', adAccountId: OTHER.adAccountId }))
    await projector.catchUp()
    await take(store, LATER, spend({ spendId: 'nobody', adAccountId: 'account-3' }))
    await projector.catchUp()
    await take(store, LATER, advanced(after(LATER, 1, 'hour')))
    await projector.catchUp()
    await take(store, LATER, adjusted())
    await projector.catchUp()
    expect(store.changes.map((written) => [written.replace, written.position, ...keysOf(written)])).toEqual([
      [true, 6, 'calculation', 'coupon:coupon-1', 'coupon:coupon-2', 'code:SPRING2026', 'account:account-1', 'account:account-2'],
      [false, 7, 'calculation', 'coupon:coupon-2'],
      [false, 8, 'calculation'],
      [false, 9, 'calculation', 'coupon:coupon-2'],
      [false, 10, 'calculation', 'coupon:coupon-1'],
    ])
  })

  test('writes nothing where nothing is new', async () => {
    const store = watched(emptyStore())
    await started(store)
    await new Projector(store).catchUp()
    const next = new Projector(store)
    await next.catchUp()
    await next.catchUp()
    expect(store.changes).toHaveLength(1)
  })

  test('in a new process writes only what changed since the rows were written, not what it had to fold again', async () => {
    const store = watched(emptyStore())
    await started(store)
    await new Projector(store).catchUp()
    await take(store, LATER, spend({ spendId: 'spend-2' }))
    await new Projector(store).catchUp()
    expect(keysOf(store.changes.at(-1)!)).toEqual(['calculation', 'coupon:coupon-1'])
    expect(await stored(store)).toEqual(await derived(store))
  })

  test('tells how far it has come, up to the head', async () => {
    const store = emptyStore()
    await started(store)
    const told: Array<readonly [number, number]> = []
    await new Projector(store).catchUp((done, total) => told.push([done, total]))
    expect(told).toEqual([[6, 6]])
  })

  test('derives rows of another version again by itself, also where this process wrote rows before', async () => {
    for (const projectorBefore of [true, false]) {
      const store = watched(emptyStore())
      await started(store)
      const projector = new Projector(store)
      if (projectorBefore) await projector.catchUp()
      await change(store, {
        version: 'older',
        position: 6,
        upserts: [
          ['coupon:coupon-1', '{}'],
          ['gone', '{}'],
        ],
        replace: true,
      })
      await projector.catchUp()
      expect(store.changes.at(-1)).toMatchObject({ replace: true })
      expect(await stored(store)).toEqual(await derived(store))
    }
  })

  test('derives rows again that stand ahead of the log, as where an older log was put in place under them', async () => {
    const log = new MemoryLog()
    await started(emptyStore(log))
    const older = emptyStore(log)
    await take(older, ISSUED_AT, spend({ spendId: 'spend-2' }))
    await new Projector(older).catchUp()
    const restored = new MemoryLog()
    await started(emptyStore(restored))
    restored.views.set(VIEW, log.views.get(VIEW)!)
    const store = emptyStore(restored)
    expect(await store.view(VIEW)).toMatchObject({ position: 7 })
    await new Projector(store).catchUp()
    expect(await stored(store)).toEqual(await derived(store))
  })

  test.each(['readAt', 'readColumns'] as const)(
    'goes on rightly after a fault of the store in %s in its midst',
    async (method) => {
      const store = emptyStore()
      let isFaulty = true
      const fault = new StoreFault({ kind: 'StoreUnavailable', code: 'STORE_BUSY', message: 'busy' })
      const faulty: EventStore = {
        ...store,
        [method]: (...given: [never]) => {
          if (isFaulty) throw fault
          return store[method](...given)
        },
      }
      await started(store)
      const projector = new Projector(faulty)
      await expect(projector.catchUp()).rejects.toThrow(fault)
      isFaulty = false
      await projector.catchUp()
      expect(await stored(store)).toEqual(await derived(store))
      isFaulty = true
      await take(store, LATER, spend({ spendId: 'spend-2' }), adjusted({ spendId: 'spend-2' }))
      await expect(projector.catchUp()).rejects.toThrow(fault)
      isFaulty = false
      await take(store, LATER, spend({ spendId: 'spend-3' }), advanced(after(LATER, 1, 'hour')))
      await projector.catchUp()
      expect(await stored(store)).toEqual(await derived(store))
    },
  )

  test('asked twice at once by one process folds every event once', async () => {
    const store = emptyStore()
    await started(store)
    const projector = new Projector(store)
    await Promise.all([projector.catchUp(), projector.catchUp(), projector.standings(COUPONS[0])])
    await take(store, LATER, spend({ spendId: 'spend-2' }), adjusted({ spendId: 'spend-2' }))
    await Promise.all([projector.catchUp(), projector.standings(COUPONS[0]), projector.catchUp()])
    expect(await stored(store)).toEqual(await derived(store))
  })
})

describe('two projectors on one store', () => {
  test('where the other moves the rows between this one’s reading and writing, this one writes on top of what stands then', async () => {
    const log = new MemoryLog()
    const store = emptyStore(log)
    const other = new Projector(emptyStore(log))
    await started(store)
    let isMoved = false
    const one = new Projector({
      ...store,
      changeView: (given) => async () => {
        if (!isMoved) {
          isMoved = true
          await take(store, LATER, spend({ spendId: 'spend-2', ...OTHER }), advanced(after(LATER, 1, 'day')))
          await other.catchUp()
          await take(store, LATER, spend({ spendId: 'spend-3' }))
        }
        return store.changeView(given)()
      },
    })
    await one.catchUp()
    expect(isMoved).toBe(true)
    expect(await stored(store)).toEqual(await derived(store))
  })

  test('where the other put back older rows, this one writes every row and not only those that changed since its own', async () => {
    const log = new MemoryLog()
    const store = emptyStore(log)
    const one = new Projector(store)
    await started(store)
    const older = (await derived(store)) as { rows: ReadonlyArray<readonly [string, string]> }
    await take(store, LATER, spend({ spendId: 'spend-2' }))
    await one.catchUp()
    await change(store, { position: 6, upserts: older.rows, replace: true })
    await take(store, LATER, spend({ spendId: 'spend-3', adAccountId: OTHER.adAccountId }))
    await one.catchUp()
    expect(await stored(store)).toEqual(await derived(store))
  })
})

describe('rebuilding', () => {
  test('throws away every row, also one that the log knows nothing of', async () => {
    const store = emptyStore()
    await started(store)
    const projector = new Projector(store)
    await projector.catchUp()
    await change(store, {
      position: 6,
      upserts: [
        ['coupon:coupon-1', '{}'],
        ['coupon:ghost', '{}'],
      ],
    })
    await projector.rebuild()
    expect(await stored(store)).toEqual(await derived(store))
    await take(store, LATER, spend({ spendId: 'spend-2' }))
    await projector.catchUp()
    expect(await stored(store)).toEqual(await derived(store))
  })

  test('leaves the old rows to be read until the new ones are complete', async () => {
    const store = emptyStore()
    await started(store)
    const projector = new Projector(store)
    await projector.catchUp()
    await change(store, { position: 6, upserts: [['coupon:coupon-1', 'the old row']] })
    const reads: Array<Promise<string | undefined>> = []
    const before: unknown[] = []
    const slow = new Projector({
      ...store,
      changeView: (given) => async () => {
        before.push(await store.viewRow(VIEW, 'coupon:coupon-1'))
        return store.changeView(given)()
      },
    })
    await slow.rebuild(() => reads.push(store.viewRow(VIEW, 'coupon:coupon-1')))
    expect([...(await Promise.all(reads)), ...before]).toEqual(['the old row', 'the old row'])
    expect(await stored(store)).toEqual(await derived(store))
  })
})

describe('a coupon’s standings', () => {
  test('out of the rows are those that its events come to at the head, and stand for its position', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (batches) => {
        const store = emptyStore()
        const projector = new Projector(store)
        for (const { recordedAt, events } of batches) {
          await take(store, recordedAt, ...events)
          for (const couponId of COUPONS) {
            const fromRows = await projector.standings(couponId)
            const fromEvents = await viewCoupon(store, couponId, {})
            expect(fromRows?.standings).toEqual(fromEvents === undefined ? undefined : standingsOf(fromEvents.view))
            expect(fromRows?.position).toEqual(fromEvents?.position)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  test('of a coupon that no event names are none', async () => {
    const store = emptyStore()
    await started(store)
    expect(await new Projector(store).standings('coupon-3')).toBeUndefined()
  })

  test('are of one moment: another projector that moves the rows between two reads does not mix into them', async () => {
    const log = new MemoryLog()
    const store = emptyStore(log)
    await take(store, ISSUED_AT, issued(), activated(), spend())
    await new Projector(store).catchUp()
    const other = new Projector(emptyStore(log))
    let isMoved = false
    const one = new Projector({
      ...store,
      viewRow: async (view, key) => {
        const row = await store.viewRow(view, key)
        if (!isMoved) {
          isMoved = true
          await take(
            store,
            WINDOW_ENDS_AT,
            advanced(WINDOW_ENDS_AT),
            spend({ spendId: 'spend-2', amount: money('7'), adAccountId: ACCOUNT }),
          )
          await other.catchUp()
        }
        return row
      },
    })
    const answer = await one.standings(COUPONS[0])
    const { position } = answer!
    const at = await viewCoupon(store, COUPONS[0], {})
    expect(position).toBe(at!.position)
    expect(answer!.standings).toEqual(standingsOf(at!.view))
  })
})
