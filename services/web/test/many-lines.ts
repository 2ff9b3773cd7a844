import { paged } from './answers'
import type { Canned } from './server'

const START_MS = Date.UTC(2026, 7, 1)
const at = (index: number): string => new Date(START_MS + index * 25_000).toISOString()
const money = (amount: number): { readonly amount: string; readonly currency: string } => ({
  amount: String(amount),
  currency: 'JPY',
})

const line = (index: number): unknown => ({
  spendId: `spend-${index}`,
  occurredAt: at(index),
  recordedAt: at(index + 10),
  calculatedAt: at(index + 400),
  position: index + 3,
  source: '/platform/spend',
  id: `spend-${index}`,
  amount: money(1),
  qualifyingAmount: money(1),
  calculatedAmount: money(1),
  verdict: 'COUNTED',
  rule: 'R28',
  why: 'spent after activation and inside the window',
  fundingAssumed: true,
  corrections: [],
  runningTotal: money(index + 1),
  origin: null,
})

const progress = (count: number): unknown => ({
  couponId: 'many',
  status: 'earning',
  tabs: ['earning'],
  flags: [],
  adAccountId: null,
  offerId: 'offer',
  threshold: money(200_000),
  reward: money(100_000),
  reported: money(count),
  calculated: money(count),
  pending: money(0),
  calculatedThrough: at(count),
  receivedAt: at(-2),
  activationDeadline: at(40_000),
  activatedAt: at(-1),
  windowEndsAt: at(500_000),
  metAt: null,
  confirmedAt: null,
  grantedAt: null,
  findings: [],
  asOf: null,
  knownAt: null,
  position: count + 2,
})

const indices = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index)

/** A coupon with so many lines, all counted, that the demo has no such one. */
export const manyLines = (count: number): ((url: URL) => Canned | undefined) => {
  const all = indices(count)
  return (url) => {
    if (url.pathname.endsWith('/stream')) return undefined
    if (url.pathname === '/v1/coupons/many') return { status: 200, body: progress(count) }
    if (url.pathname.endsWith('/events')) return { status: 200, body: { events: [], nextCursor: null } }
    const { page, nextCursor } = paged(url.searchParams.has('verdict') ? [] : all, url.searchParams)
    const totals = { COUNTED: money(count) }
    return {
      status: 200,
      body: { couponId: 'many', verdicts: page.map(line), totals, totalsByCurrency: { COUNTED: [money(count)] }, nextCursor },
    }
  }
}
