import fc from 'fast-check'
import { type Length, momentAt, pick } from './scene'

const arrivesAt = fc.nat(999)

/** News may also come after the last runs, which arrive at 1000: late or uncovered then. */
const newsArrivesAt = fc.oneof({ weight: 3, arbitrary: arrivesAt }, { weight: 1, arbitrary: fc.nat(99).map((n) => 1001 + n) })
const style = pick([6, 'utc' as const], [1, 'tokyo' as const], [1, 'newfoundland' as const], [1, 'finer' as const])

const couponSpec = fc.record({
  currency: pick([9, 'JPY'], [1, 'USD']),
  threshold: pick([1, 100_000_000n], [1, 5_880n], [1, 10_000_000_000n]),
  spendWindow: pick<Length>([2, 'P1D'], [1, 'PT6H'], [1, 'P2W']),
  activationWindow: pick<Length | undefined>([2, undefined], [1, 'P1D'], [1, 'PT36H']),
  allowedLateness: pick<Length | undefined>([6, undefined], [1, 'PT0S'], [1, 'P1D']),
  startsAfterHours: pick([3, 0n], [1, 6n]),
  activatesAfterHours: pick([1, 0n], [2, 6n], [1, 12n]),
  receiptBasis: pick([2, 'receivedAt' as const], [1, 'sentAt' as const], [1, 'time' as const]),
  printedDeadline: pick([2, 'none' as const], [1, 'as computed' as const], [1, 'sooner' as const]),
  issues: pick([1, 'none' as const], [16, 'one' as const], [1, 'same twice' as const], [2, 'conflicting' as const]),
  issueArrivesAt: fc.oneof({ weight: 6, arbitrary: fc.constant(-2) }, { weight: 1, arbitrary: arrivesAt }),
})

const activationSpec = fc.record({
  moment: momentAt({ activation: 8, deadline: 1, receipt: 1, half: 1 }),
  isOtherAccount: pick([6, false], [1, true]),
  windowEnd: pick([5, 'computed' as const], [1, 'stated' as const], [1, 'stated longer' as const]),
  style,
  arrivesAt: fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: arrivesAt }),
})

const activationSpecs = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Of<typeof activationSpec>[]>([]) },
  { weight: 12, arbitrary: fc.array(activationSpec, { minLength: 1, maxLength: 1 }) },
  { weight: 4, arbitrary: fc.array(activationSpec, { minLength: 2, maxLength: 3 }) },
)

const spendMoment = momentAt({ quarter: 4, half: 5, threeQuarters: 4, activation: 3, windowEnd: 3, receipt: 1 })

/** Amounts by their part of the threshold, so that sums land on it and a micro beside it. */
export const AMOUNTS = ['T', 'T-1', 'T+1', 'T/2', 'T/2-1', 'T/2+1', 'T/4', '1', '0', 'impression'] as const

const part = fc.constantFrom(...AMOUNTS)

const spendSpec = fc.record({
  account: pick([8, 0 as const], [1, 1 as const]),
  source: pick([1, '/feed/a'], [1, '/Feed/b']),
  moment: spendMoment,
  part,
  currency: pick([12, 'JPY'], [1, 'USD']),
  kind: pick([14, undefined], [4, 'ad_spend'], [1, 'tax'], [1, 'fee'], [1, 'top_up']),
  tax: pick([8, 'none' as const], [1, 'micro' as const], [1, 'half' as const], [1, 'all' as const]),
  funding: pick(
    [10, 'none' as const],
    [2, 'cash' as const],
    [2, 'mixed' as const],
    [1, 'credit' as const],
    [1, 'half credit, no cash stated' as const],
    [1, 'half cash, no credit stated' as const],
  ),
  period: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({ from: spendMoment, to: spendMoment, time: fc.constantFrom('start', 'middle', 'end') }),
    },
  ),
  style,
  arrivesAt: fc.oneof({ weight: 6, arbitrary: arrivesAt }, { weight: 1, arbitrary: newsArrivesAt }),
})

const echoSpec = fc.record({
  of: fc.nat(99),
  how: fc.constantFrom('same', 'rewritten', 'other amount', 'other time', 'other account'),
  arrivesAt: newsArrivesAt,
})

const namedSpend = fc.oneof({ weight: 1, arbitrary: fc.constant('unknown' as const) }, { weight: 12, arbitrary: fc.nat(10) })

const adjustmentSpec = fc.record({
  of: namedSpend,
  part: fc.constantFrom('T', 'T/2', 'T/4', '1'),
  sign: pick([3, -1n], [1, 1n]),
  isOtherCurrency: pick([7, false], [1, true]),
  moment: momentAt({ half: 1, windowEnd: 1, settlement: 1 }),
  arrivesAt: newsArrivesAt,
})

const retractionSpec = fc.record({
  of: namedSpend,
  moment: momentAt({ half: 1, windowEnd: 1, settlement: 1 }),
  arrivesAt: newsArrivesAt,
})

const runSpec = fc.record({
  through: momentAt({ activation: 1, quarter: 1, half: 2, threeQuarters: 2, windowEnd: 3, settlement: 3 }),
  allowedLateness: pick<Length | undefined>([8, undefined], [1, 'PT0S'], [1, 'P1D']),
  arrivesAt: fc.oneof({ weight: 1, arbitrary: arrivesAt }, { weight: 1, arbitrary: fc.constant(1000) }),
})

/** What a history consists of, still without ids and with instants by name: small to shrink, easy to read. */
export const historySpec = fc.record({
  coupons: fc.tuple(couponSpec, couponSpec),
  hasSecondCoupon: fc.boolean(),
  secondCouponAccount: pick([2, 0 as const], [1, 1 as const]),
  activations: fc.tuple(activationSpecs, activationSpecs),
  spends: fc.oneof(
    { weight: 1, arbitrary: fc.array(spendSpec, { maxLength: 3, size: 'max' }) },
    { weight: 3, arbitrary: fc.array(spendSpec, { minLength: 4, maxLength: 14, size: 'max' }) },
  ),
  echoes: fc.array(echoSpec, { maxLength: 2 }),
  adjustments: fc.array(adjustmentSpec, { maxLength: 4, size: 'max' }),
  retractions: fc.oneof(
    { weight: 1, arbitrary: fc.constant<RetractionSpec[]>([]) },
    { weight: 1, arbitrary: fc.array(retractionSpec, { minLength: 1, maxLength: 2 }) },
  ),
  runs: fc.oneof(
    { weight: 1, arbitrary: fc.constant<RunSpec[]>([]) },
    { weight: 9, arbitrary: fc.array(runSpec, { minLength: 1, maxLength: 5, size: 'max' }) },
  ),
  redeliveries: fc.array(fc.record({ of: fc.nat(99), arrivesAt }), { maxLength: 2 }),
})

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never

export type CouponSpec = Of<typeof couponSpec>
export type ActivationSpec = Of<typeof activationSpec>
export type SpendSpec = Of<typeof spendSpec>
export type EchoSpec = Of<typeof echoSpec>
export type AdjustmentSpec = Of<typeof adjustmentSpec>
export type RetractionSpec = Of<typeof retractionSpec>
export type RunSpec = Of<typeof runSpec>
export type HistorySpec = Of<typeof historySpec>
