import {
  type AccountState,
  couponDelivery,
  type CouponState,
  type Delivery,
  type SlaStatus,
  standingHolds,
  standingThreshold,
  standingWithholding,
} from '@earnback/coupon'
import { encodeAmount, formatInstant, type Instant } from '@earnback/kernel'
import { type AmountJson, instantText, type Question, type QuestionJson, questionJson } from '../json'

export interface DeliveryJson {
  readonly metAt: string
  readonly confirmedAt: string
  readonly oneDayTarget: string
  readonly businessDayDue: string
  readonly grantedAt: string | null
  readonly slaStatus: SlaStatus
}

interface CouponDelivery extends DeliveryJson {
  readonly couponId: string
  readonly adAccountId: string
  readonly reward: AmountJson | null
  /** A target has passed and the credit, which nothing withholds, is not granted. */
  readonly isOverdue: boolean
  readonly blockedBy: 'hold' | 'withholding' | null
}

/** `earnback deliveries --json`: every coupon whose threshold is met, the overdue first. */
export interface Deliveries extends QuestionJson {
  readonly deliveries: ReadonlyArray<CouponDelivery>
}

/** A coupon whose threshold may be met, and its account. */
export interface MetCoupon {
  readonly couponId: string
  readonly state: CouponState
  readonly account: AccountState
}

export const deliveryJson = (delivery: Delivery): DeliveryJson => ({
  metAt: formatInstant(delivery.metAt),
  confirmedAt: formatInstant(delivery.confirmedAt),
  oneDayTarget: formatInstant(delivery.oneDayTarget),
  businessDayDue: formatInstant(delivery.businessDayDue),
  grantedAt: instantText(delivery.grantedAt),
  slaStatus: delivery.slaStatus,
})

const blockedBy = (state: CouponState): CouponDelivery['blockedBy'] => {
  if (state.grants.length > 0) return null
  if (standingWithholding(state) !== undefined) return 'withholding'
  return standingHolds(state).length > 0 ? 'hold' : null
}

/** First what is breached and not granted, then what is past one day, then what still waits, then the rest. */
const urgency = ({ isOverdue, slaStatus, grantedAt, blockedBy: blocked }: CouponDelivery): number => {
  if (isOverdue) return slaStatus === 'breached' ? 0 : 1
  return grantedAt === null && blocked !== 'withholding' ? 2 : 3
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

interface Dated {
  readonly metAt: Instant
  readonly json: CouponDelivery
}

const byUrgency = (one: Dated, other: Dated): number =>
  urgency(one.json) - urgency(other.json) || one.metAt - other.metAt || byText(one.json.couponId, other.json.couponId)

const deliveryAt = (
  { couponId, state, account }: MetCoupon,
  holidays: ReadonlySet<string>,
  at: Instant,
): ReadonlyArray<Dated> => {
  const met = standingThreshold(state)
  const delivery = couponDelivery(state, account, holidays, at)
  if (delivery === undefined || met === undefined) return []
  const blocked = blockedBy(state)
  const json = {
    couponId,
    adAccountId: met.event.data.adAccountId,
    reward: state.terms === undefined ? null : encodeAmount(state.terms.reward),
    ...deliveryJson(delivery),
    isOverdue: delivery.grantedAt === undefined && blocked !== 'withholding' && delivery.slaStatus !== 'on_time',
    blockedBy: blocked,
  }
  return [{ metAt: delivery.metAt, json }]
}

/** The deliveries as a person or a program sees them, judged at the instant `at`. */
export const deliveriesOf = (
  coupons: ReadonlyArray<MetCoupon>,
  holidays: ReadonlySet<string>,
  at: Instant,
  question: Question,
): Deliveries => ({
  deliveries: coupons
    .flatMap((coupon) => deliveryAt(coupon, holidays, at))
    .sort(byUrgency)
    .map(({ json }) => json),
  ...questionJson(question),
})
