import { activated, ACTIVATED_AT, advanced, after, at, before, issued, ISSUED_AT, money, spend } from '@earnback/coupon/testing'
import type { EventStore } from '@earnback/event-store'
import { explanationOf, progressOf, standingsOf, type Times } from '@earnback/projections'
import * as fc from 'fast-check'
import { viewCoupon, viewCouponAt } from '../src'
import { emptyStore, take } from './given'
import { COUPONS, history } from './histories'

const NOW = at(after(ACTIVATED_AT, 100, 'day'))

/** What a person gets to read about a coupon at two times, as JSON. */
const answers = async (store: EventStore, couponId: string, times: Times): Promise<string> => {
  const placed = await viewCoupon(store, couponId, times)
  if (placed === undefined) return 'not known'
  const { view, position } = placed
  const question = { ...times, position }
  return JSON.stringify([
    explanationOf(view, question),
    progressOf(standingsOf(view), times.asOf ?? times.knownAt ?? NOW, question),
  ])
}

describe('a view known at an instant', () => {
  test('never changes after it, whatever is appended later and whichever instant it is asked as of', async () => {
    let known = 0
    const question = fc.record({
      cut: fc.nat(99),
      asOfHours: fc.option(fc.integer({ min: -1, max: 800 }), { nil: undefined }),
      beyond: fc.nat(2),
    })
    await fc.assert(
      fc.asyncProperty(history, question, async (batches, { cut, asOfHours, beyond }) => {
        const store = emptyStore()
        const until = batches[cut % batches.length]!.recordedAt
        // An instant at or after the last batch up to here, and before the first batch after it.
        const next = batches.find(({ recordedAt }) => at(recordedAt) > at(until))?.recordedAt ?? after(until, 1, 'hour')
        const knownAt = [at(until), at(before(next, 1, 'micro')), Math.floor((at(until) + at(next) - 1) / 2)][
          beyond
        ] as Times['knownAt']
        const times = { knownAt, asOf: asOfHours === undefined ? undefined : at(after(ACTIVATED_AT, asOfHours, 'hour')) }
        for (const { recordedAt, events } of batches) if (at(recordedAt) <= at(until)) await take(store, recordedAt, ...events)
        const asked = await Promise.all(COUPONS.map((couponId) => answers(store, couponId, times)))
        for (const { recordedAt, events } of batches) {
          if (at(recordedAt) <= at(until)) continue
          await take(store, recordedAt, ...events)
          expect(await Promise.all(COUPONS.map((couponId) => answers(store, couponId, times)))).toEqual(asked)
        }
        known += asked.filter((answer) => answer !== 'not known').length
      }),
      { numRuns: 500 },
    )
    expect(known).toBeGreaterThan(300)
  })

  test('is the view of a log that ends there', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(99), async (batches, cut) => {
        const [whole, ended] = [emptyStore(), emptyStore()]
        const { recordedAt: knownAt } = batches[cut % batches.length]!
        for (const { recordedAt, events } of batches) {
          await take(whole, recordedAt, ...events)
          if (at(recordedAt) <= at(knownAt)) await take(ended, recordedAt, ...events)
        }
        for (const couponId of COUPONS) {
          const placed = await viewCoupon(whole, couponId, { knownAt: at(knownAt) })
          expect(placed).toEqual(await viewCoupon(ended, couponId, {}))
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('known-at and as-of', () => {
  const SPENT_AT = after(ACTIVATED_AT, 1, 'day')
  const FIRST = after(ACTIVATED_AT, 2, 'day')
  const SECOND = after(ACTIVATED_AT, 3, 'day')

  const told = async (): Promise<EventStore> => {
    const store = emptyStore()
    await take(store, ISSUED_AT, issued(), activated())
    await take(store, FIRST, spend({ time: SPENT_AT }))
    await take(store, FIRST, spend({ spendId: 'spend-2', time: SPENT_AT, amount: money('7') }))
    await take(store, SECOND, advanced(SPENT_AT))
    return store
  }

  const sums = async (store: EventStore, times: Times): Promise<unknown> => {
    const placed = (await viewCoupon(store, COUPONS[0], times))!
    const { reported, calculated } = placed.view.qualified
    return [placed.position, Number(reported) / 1e6, Number(calculated) / 1e6]
  }

  test('known-at takes in what was recorded at that very instant, all of it, and nothing of a microsecond later', async () => {
    const store = await told()
    expect(await sums(store, { knownAt: at(before(FIRST, 1, 'micro')) })).toEqual([2, 0, 0])
    expect(await sums(store, { knownAt: at(FIRST) })).toEqual([4, 107, 0])
    expect(await sums(store, { knownAt: at(after(FIRST, 1, 'micro')) })).toEqual([4, 107, 0])
    expect(await sums(store, { knownAt: at(before(SECOND, 1, 'micro')) })).toEqual([4, 107, 0])
    expect(await sums(store, { knownAt: at(SECOND) })).toEqual([5, 107, 107])
    expect(await sums(store, {})).toEqual([5, 107, 107])
  })

  test('known-at finds its position in a log of any length', async () => {
    for (const length of [1, 2, 3, 4, 7, 8, 9]) {
      const store = emptyStore()
      for (let index = 0; index < length; index++) {
        await take(store, after(FIRST, 2 * index, 'micro'), index === 0 ? issued() : spend({ spendId: `spend-${index}` }))
      }
      for (let index = 0; index < 2 * length; index++) {
        const placed = await viewCoupon(store, COUPONS[0], { knownAt: at(after(FIRST, index, 'micro')) })
        expect([length, index, placed?.position]).toEqual([length, index, Math.floor(index / 2) + 1])
      }
    }
  })

  test('as-of leaves out facts that occurred a microsecond later, and keeps runs: they are knowledge', async () => {
    const store = await told()
    expect(await sums(store, { asOf: at(SPENT_AT) })).toEqual([5, 107, 107])
    expect(await sums(store, { asOf: at(before(SPENT_AT, 1, 'micro')) })).toEqual([5, 0, 0])
    expect((await viewCoupon(store, COUPONS[0], { asOf: at(before(SPENT_AT, 1, 'micro')) }))?.view.runs.through).toBe(
      at(SPENT_AT),
    )
    expect(await sums(store, { asOf: at(SPENT_AT), knownAt: at(FIRST) })).toEqual([4, 107, 0])
  })

  test('before anything was recorded, and before the issue occurred, the coupon is not known', async () => {
    const store = await told()
    expect(await viewCoupon(store, COUPONS[0], { knownAt: at(before(ISSUED_AT, 1, 'micro')) })).toBeUndefined()
    expect(await viewCoupon(store, COUPONS[0], { knownAt: at(ISSUED_AT) })).toMatchObject({ position: 2 })
    expect(await viewCoupon(store, COUPONS[0], { asOf: at(before(ISSUED_AT, 1, 'micro')) })).toBeUndefined()
    expect(await viewCoupon(store, 'coupon-3', {})).toBeUndefined()
    expect(await viewCoupon(emptyStore(), COUPONS[0], { knownAt: NOW })).toBeUndefined()
  })

  test('a view at a position sees the log up to and including it', async () => {
    const store = await told()
    const reported = async (position: number) => (await viewCouponAt(store, COUPONS[0], {}, position))?.qualified.reported
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map(reported))).toEqual([
      undefined,
      0n,
      0n,
      100_000_000n,
      107_000_000n,
      107_000_000n,
    ])
  })
})
