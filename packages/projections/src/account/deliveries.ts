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
import { encodeAmount, formatInstant, type Instant, parseInstant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
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

/** What the order goes by: urgency, then when the threshold was met in microseconds, then the coupon. */
export type DeliveryRank = readonly [urgency: number, metAt: number, couponId: string]

export const deliveryRank = (delivery: CouponDelivery): DeliveryRank => {
  const metAt = parseInstant(delivery.metAt)
  if (E.isLeft(metAt)) throw new Error(`${delivery.metAt} is not how an instant is written`)
  return [urgency(delivery), metAt.right, delivery.couponId]
}

const byRank = (one: DeliveryRank, other: DeliveryRank): number =>
  one[0] - other[0] || one[1] - other[1] || (one[2] < other[2] ? -1 : 1)

const deliveryAt = (
  { couponId, state, account }: MetCoupon,
  holidays: ReadonlySet<string>,
  at: Instant,
): ReadonlyArray<CouponDelivery> => {
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
  return [json]
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
    .map((delivery) => ({ rank: deliveryRank(delivery), delivery }))
    .sort((one, other) => byRank(one.rank, other.rank))
    .map(({ delivery }) => delivery),
  ...questionJson(question),
})
