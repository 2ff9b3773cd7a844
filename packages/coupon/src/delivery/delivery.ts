import { type Instant, MICROS_PER_DAY, plusMicros } from '@earnback/kernel'
import { type AccountState, asOf } from '../account/state'
import { nextBusinessDay } from '../calendar'
import { type CouponState, standingThreshold } from '../state'
import { ZONE_DEFAULT } from '../terms'

/** Breached only when both clocks have run out without a grant, or the grant came after both (R40). */
export type SlaStatus = 'on_time' | 'past_one_day' | 'breached'

/** When a met threshold is to be credited, by both clocks, and whether it was. */
export interface Delivery {
  readonly metAt: Instant
  readonly confirmedAt: Instant
  readonly oneDayTarget: Instant
  readonly businessDayDue: Instant
  readonly grantedAt: Instant | undefined
  readonly slaStatus: SlaStatus
}

export interface DeliveryFacts {
  readonly metAt: Instant
  readonly confirmedAt: Instant
  readonly grantedAt: Instant | undefined
  readonly zone: string
  /** ISO dates that are no business days. */
  readonly holidays: ReadonlySet<string>
}

/** Both clocks, judged at the grant, else at `at`; at the very instant of a target it is on time. */
export const deliveryOf = ({ metAt, confirmedAt, grantedAt, zone, holidays }: DeliveryFacts, at: Instant): Delivery => {
  const oneDayTarget = plusMicros(metAt, MICROS_PER_DAY)
  const businessDayDue = nextBusinessDay(confirmedAt, zone, holidays)
  const judgedAt = grantedAt ?? at
  const isPastOneDay = judgedAt > oneDayTarget
  const slaStatus = !isPastOneDay ? 'on_time' : judgedAt > businessDayDue ? 'breached' : 'past_one_day'
  return { metAt, confirmedAt, oneDayTarget, businessDayDue, grantedAt, slaStatus }
}

/** The zone in which business days are counted: the account's at that instant, else the offer's, else UTC. */
export const zoneOf = (account: AccountState | undefined, state: CouponState, at: Instant): string => {
  const registrations = account?.registrations ?? []
  return (asOf(registrations, at) ?? registrations[0])?.value.zone ?? state.terms?.zone ?? ZONE_DEFAULT
}

/** The delivery of a coupon whose threshold is met; undefined while it is not, or was reverted. */
export const couponDelivery = (
  state: CouponState,
  account: AccountState,
  holidays: ReadonlySet<string>,
  at: Instant,
): Delivery | undefined => {
  const met = standingThreshold(state)?.event.data
  if (met === undefined) return undefined
  const { metAt, confirmedAt } = met
  const zone = zoneOf(account, state, confirmedAt)
  return deliveryOf({ metAt, confirmedAt, grantedAt: state.grants[0]?.event.occurredAt, zone, holidays }, at)
}
