import { type Amount, type Instant, instantOfMicros, type Micros } from '@earnback/kernel'
import type { ConsumptionOrder } from '../events/code-issued'
import type { CouponState, Decided } from '../state'

/** Something that changes a lot after its grant: credit taken back, or given back; `micros` undefined is all that was taken. */
export interface LotChange {
  readonly kind: 'recovered' | 'reinstated'
  readonly occurredAt: Instant
  /** From when it has effect: what is dated before its grant, by another clock, changes the lot as soon as there is one. */
  readonly at: Instant
  readonly position: number
  readonly micros: Micros | undefined
}

/** The credit of one grant, by all that is known of it. */
export interface Lot {
  readonly couponId: string
  readonly creditId: string
  readonly adAccountId: string
  readonly amount: Amount
  readonly grantedAt: Instant
  /** The first instant at which it can't be used any more; undefined is without an end (X7). */
  readonly expiresAt: Instant | undefined
  readonly position: number
  readonly consumptionOrder: ConsumptionOrder
  readonly changes: ReadonlyArray<LotChange>
}

/** A grant of the same credit that is said again, under whatever identity, is no second lot (R41). */
const firstOfEach = (grants: CouponState['grants']): CouponState['grants'] =>
  grants.filter(({ event }, index) => grants.findIndex((other) => other.event.data.creditId === event.data.creditId) === index)

/** Whether something about a credit is about this one; an id that names no lot of the coupon means its first. */
const isAbout = (creditId: string | undefined, grants: CouponState['grants'], index: number): boolean => {
  const named = grants.findIndex(({ event }) => event.data.creditId === creditId)
  return index === Math.max(0, named)
}

const changesOf = (
  { withdrawals, reinstatements }: CouponState,
  { event: grant }: Decided<'CreditGranted'>,
  isOurs: (creditId: string | undefined) => boolean,
): ReadonlyArray<LotChange> => {
  const { currency } = grant.data.amount
  const dated = (occurredAt: Instant): Pick<LotChange, 'occurredAt' | 'at'> => ({
    occurredAt,
    at: instantOfMicros(Math.max(occurredAt, grant.occurredAt)),
  })
  return [
    ...withdrawals.flatMap(({ position, event: { occurredAt, data } }): ReadonlyArray<LotChange> => {
      if (!isOurs(data.creditId) || data.recovered.currency !== currency) return []
      return [{ kind: 'recovered', ...dated(occurredAt), position, micros: data.recovered.micros }]
    }),
    ...reinstatements.flatMap(({ position, event: { occurredAt, data } }): ReadonlyArray<LotChange> => {
      if (!isOurs(data.creditId) || (data.amount !== undefined && data.amount.currency !== currency)) return []
      return [{ kind: 'reinstated', ...dated(occurredAt), position, micros: data.amount?.micros }]
    }),
  ]
}

/** The lots that a coupon's grants made, with what was withdrawn and reinstated of each (R41, R49, R50). */
export const lotsOf = (state: CouponState): ReadonlyArray<Lot> => {
  const grants = firstOfEach(state.grants)
  return grants.map((grant, index) => {
    const { couponId, creditId, adAccountId, amount, expiresAt } = grant.event.data
    return {
      couponId,
      creditId,
      adAccountId,
      amount,
      grantedAt: grant.event.occurredAt,
      expiresAt,
      position: grant.position,
      consumptionOrder: state.terms?.consumptionOrder ?? 'creditFirst',
      changes: changesOf(state, grant, (about) => isAbout(about, grants, index)),
    }
  })
}
