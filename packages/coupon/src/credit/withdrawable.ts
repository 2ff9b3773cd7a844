import { type Micros, sumOfMicros } from '@earnback/kernel'
import type { CouponState, Decided } from '../state'

export const grantedOf = ({ grants }: CouponState): Micros => sumOfMicros(grants.map(({ event }) => event.data.amount.micros))

/** What one reinstatement gives back: what it says, else all that the last withdrawal before it recovered (R50). */
const givenBack = ({ withdrawals }: CouponState, { position, event: { data } }: Decided<'CreditReinstated'>): Micros =>
  data.amount?.micros ?? withdrawals.filter((one) => one.position < position).at(-1)?.event.data.recovered.micros ?? 0n

/** What reinstatements gave back of what was withdrawn, altogether or of one withdrawal. */
export const reinstatedOf = (state: CouponState, withdrawalId?: string): Micros =>
  sumOfMicros(
    state.reinstatements
      .filter(({ event: { data } }) => withdrawalId === undefined || data.ref === withdrawalId)
      .map((one) => givenBack(state, one)),
  )

/** What was granted and not withdrawn, what was given back counting as not withdrawn (R49, R50). */
export const withdrawableOf = (state: CouponState): Micros =>
  grantedOf(state) - sumOfMicros(state.withdrawals.map(({ event }) => event.data.requested.micros)) + reinstatedOf(state)
