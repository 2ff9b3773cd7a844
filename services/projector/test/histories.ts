import {
  ACCOUNT,
  activated,
  ACTIVATED_AT,
  adjusted,
  advanced,
  after,
  type CloudEventJson,
  creditGranted,
  creditWithdrawn,
  DEADLINE,
  issued,
  ISSUED_AT,
  money,
  offer,
  retracted,
  spend,
  thresholdMet,
  thresholdReverted,
  WINDOW_ENDS_AT,
} from '@earnback/coupon/testing'
import * as fc from 'fast-check'

export interface Batch {
  readonly recordedAt: string
  readonly events: ReadonlyArray<CloudEventJson>
}

export const COUPONS = ['coupon-1', 'coupon-2'] as const

const instant = fc.constantFrom(
  after(ACTIVATED_AT, -1, 'micro'),
  ACTIVATED_AT,
  ...[1, 24, 240, 480, 719].map((hours) => after(ACTIVATED_AT, hours, 'hour')),
  after(WINDOW_ENDS_AT, -1, 'micro'),
  WINDOW_ENDS_AT,
)
const through = fc.oneof(instant, fc.constantFrom(after(WINDOW_ENDS_AT, 3, 'day'), after(WINDOW_ENDS_AT, 9, 'day')))
const account = fc.constantFrom(ACCOUNT, ACCOUNT, ACCOUNT, 'account-2')
const spendId = fc.nat(5).map((id) => `spend-${id}`)
/** The largest needs more than a safe integer of micros. */
const amount = fc.constantFrom('0', '1', '2500', '5000', '9999.999999', '99999999999.999999')

type Unnamed = (id: string) => CloudEventJson

const aSpend: fc.Arbitrary<Unnamed> = fc
  .record({ time: instant, spendId, adAccountId: account, amount: amount.map((text) => money(text)) })
  .map((given) => (id) => spend({ ...given, id }))
const aPeriod: fc.Arbitrary<Unnamed> = fc.tuple(spendId, instant, fc.constantFrom(1, 48)).map(([named, start, hours]) => (id) => {
  const period = { start, end: after(start, hours, 'hour') }
  return spend({ id, spendId: named, time: start, period, amount: money('2500') })
})
const aCorrection: fc.Arbitrary<Unnamed> = fc
  .record({
    spendId: fc.oneof(spendId, fc.constant('unknown')),
    adAccountId: account,
    delta: fc.constantFrom('-1', '-9999', '300'),
  })
  .map(
    ({ delta, ...given }) =>
      (id) =>
        adjusted({ ...given, id, delta: money(delta) }),
  )
const aRetraction: fc.Arbitrary<Unnamed> = fc
  .record({ spendId, adAccountId: account })
  .map((given) => (id) => retracted({ ...given, id }))
const aRun: fc.Arbitrary<Unnamed> = through.map((until) => (id) => advanced(until, { id }))
const anIssue: fc.Arbitrary<Unnamed> = fc
  .record({
    couponId: fc.constantFrom(...COUPONS),
    dayCount: fc.constantFrom('elapsed', 'endOfDay'),
    threshold: fc.constantFrom('10000', '1'),
  })
  .map(
    ({ couponId, threshold, dayCount }) =>
      (id) =>
        issued({ id, couponId, offer: offer({ threshold: money(threshold), dayCount }) }),
  )
const anActivation: fc.Arbitrary<Unnamed> = fc
  .record({
    couponId: fc.constantFrom(...COUPONS),
    adAccountId: account,
    time: fc.constantFrom(ACTIVATED_AT, after(ACTIVATED_AT, 1, 'hour'), DEADLINE),
  })
  .map((given) => (id) => activated({ ...given, id }))
const aDecision: fc.Arbitrary<Unnamed> = fc
  .tuple(fc.constantFrom(thresholdMet, thresholdReverted, creditGranted, creditWithdrawn), fc.constantFrom(...COUPONS))
  .map(
    ([decision, couponId]) =>
      (id) =>
        decision({ id, couponId }),
  )

const later = fc.oneof(
  { weight: 12, arbitrary: aSpend },
  { weight: 2, arbitrary: aPeriod },
  { weight: 4, arbitrary: aCorrection },
  { weight: 1, arbitrary: aRetraction },
  { weight: 4, arbitrary: aRun },
  { weight: 1, arbitrary: anIssue },
  { weight: 1, arbitrary: anActivation },
  { weight: 1, arbitrary: aDecision },
)

/** Mostly issued and activated first, so that the rest means something. */
const opening = fc.subarray([issued(), activated(), issued({ couponId: COUPONS[1] }), activated({ couponId: COUPONS[1] })])

/** A log in batches whose recorded times never decrease; some are equal. */
export const history: fc.Arbitrary<ReadonlyArray<Batch>> = fc
  .record({
    opening,
    batches: fc.array(
      fc.record({ events: fc.array(later, { minLength: 1, maxLength: 6 }), gap: fc.constantFrom(0, 1, 3_600_000_000) }),
      {
        minLength: 1,
        maxLength: 8,
        size: 'max',
      },
    ),
  })
  .map(({ opening: first, batches }) => {
    let [at, made] = [0, 0]
    const rest = batches.map(({ events, gap }) => {
      at += gap
      return { recordedAt: after(ISSUED_AT, at, 'micro'), events: events.map((event) => event(`event-${made++}`)) }
    })
    return first.length === 0 ? rest : [{ recordedAt: ISSUED_AT, events: first }, ...rest]
  })
