import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sameContent } from '@earnback/coupon'
import { activated, ACTIVATED_AT, advanced, after, issued, ISSUED_AT, spend } from '@earnback/coupon/testing'
import type { EventStore } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import { spendColumns, standingsOf } from '@earnback/projections'
import * as fc from 'fast-check'
import { Projector, verifyViews, viewCoupon } from '../src'
import { change, derived, emptyStore, right, stored, take, VIEW } from './given'
import { COUPONS, history } from './histories'

const LATER = after(ACTIVATED_AT, 10, 'day')

let folder = ''
let files = 0
const opened: EventStore[] = []

const open = async (name = 'log.db'): Promise<EventStore> => {
  const store = right(await sqliteEventStore({ path: join(folder, name), columns: spendColumns, sameContent })())
  opened.push(store)
  return store
}

const closeAll = async (): Promise<void> => {
  for (const store of opened.splice(0)) await store.close()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earnback-projector-'))
})
afterEach(async () => {
  await closeAll()
  await rm(folder, { recursive: true })
})

const started = async (store: EventStore): Promise<void> => {
  await take(store, ISSUED_AT, issued(), activated(), spend(), advanced(LATER))
}

describe('the read model on SQLite', () => {
  test('is after every append, whoever of two processes keeps it, byte for byte the one in memory, and a fresh rebuild', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(fc.nat(2), { minLength: 9, maxLength: 9 }), async (batches, turns) => {
        const name = `history-${files++}.db`
        const [store, memory] = [await open(name), emptyStore()]
        const projectors = [new Projector(store), new Projector(await open(name))]
        for (const [index, { recordedAt, events }] of batches.entries()) {
          await take(store, recordedAt, ...events)
          await take(memory, recordedAt, ...events)
          const projector = projectors[turns[index]!] ?? new Projector(await open(name))
          await projector.catchUp()
          await new Projector(memory).catchUp()
          expect(await stored(store)).toEqual(await stored(memory))
          expect(await stored(store)).toEqual(await derived(store))
        }
        expect(await verifyViews(store, () => undefined)).toEqual([])
        for (const couponId of COUPONS) {
          const placed = await viewCoupon(store, couponId, {})
          const expected = placed === undefined ? undefined : { standings: standingsOf(placed.view), position: placed.position }
          expect(await projectors[0]!.standings(couponId)).toEqual(expected)
        }
        await closeAll()
      }),
      { numRuns: 40 },
    )
  })

  test('two projectors that catch up at once, again and again, never mix their rows', async () => {
    const store = await open()
    const projectors = [new Projector(store), new Projector(await open()), new Projector(await open())]
    await started(store)
    for (let turn = 0; turn < 20; turn++) {
      const catchingUp = projectors.map((projector) => projector.catchUp())
      await take(store, LATER, spend({ spendId: `more-${turn}` }), advanced(after(LATER, turn + 1, 'hour')))
      await Promise.all(catchingUp)
      await projectors[turn % projectors.length]!.catchUp()
      expect(await stored(store)).toEqual(await derived(store))
    }
  })

  test('of another version is derived again when the file is opened next, and its old rows serve until then', async () => {
    const store = await open()
    await started(store)
    await new Projector(store).catchUp()
    await change(store, { version: 'older', position: 4, upserts: [['coupon:coupon-1', 'the old row']], replace: true })
    await closeAll()
    const next = await open()
    const reader = await open()
    const reads: Array<Promise<string | undefined>> = []
    await new Projector(next).catchUp(() => reads.push(reader.viewRow(VIEW, 'coupon:coupon-1')))
    expect(await Promise.all(reads)).toEqual(['the old row'])
    expect(await stored(reader)).toEqual(await derived(reader))
  })

  test('is rebuilt while another process reads its old rows', async () => {
    const store = await open()
    await started(store)
    await new Projector(store).catchUp()
    await change(store, { position: 4, upserts: [['coupon:coupon-1', 'the old row']] })
    const reader = await open()
    expect(await verifyViews(reader, () => undefined)).toMatchObject([{ where: 'view qualifying-spend, row coupon:coupon-1' }])
    const reads: Array<Promise<string | undefined>> = []
    await new Projector(store).rebuild(() => reads.push(reader.viewRow(VIEW, 'coupon:coupon-1')))
    expect(await Promise.all(reads)).toEqual(['the old row'])
    expect(await verifyViews(reader, () => undefined)).toEqual([])
  })
})
