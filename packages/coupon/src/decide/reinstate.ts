import type { Amount } from '@earnback/kernel'
import { reinstatedOf } from '../credit/withdrawable'
import { type CouponState, type Decided as Kept, standingWithholding } from '../state'
import { type Decided, NOTHING, onAccount, orderly, type PersonDecides, rejected, ruled, type Ruling } from './person'

export interface ReinstateInput extends Ruling {
  /** How much of the last withdrawal; without it, all that it recovered and that did not come back yet. */
  readonly amount?: Amount | undefined
}

const isSaidAlready = (state: CouponState, { at, reason, amount }: ReinstateInput, withdrawalId: string): boolean =>
  state.reinstatements.some(
    ({ event: { occurredAt, data } }) =>
      data.ref === withdrawalId && occurredAt === at && data.reason === reason && data.amount?.micros === amount?.micros,
  )

const giveBack = (input: ReinstateInput, state: CouponState, { event: withdrawal }: Kept<'CreditWithdrawn'>): Decided => {
  const { couponId, reason, amount } = input
  const { creditId, adAccountId, recovered } = withdrawal.data
  const { currency } = recovered
  if (amount !== undefined && amount.currency !== currency)
    return rejected('CURRENCY_MISMATCH', 'R50', `the credit is in ${currency}, and ${amount.currency} was given`)
  if (amount !== undefined && amount.micros <= 0n)
    return rejected('AMOUNT_NOT_POSITIVE', 'R50', 'the amount to give back must be above zero')
  if (isSaidAlready(state, input, withdrawal.id)) return NOTHING
  const left = recovered.micros - reinstatedOf(state, withdrawal.id)
  const micros = amount?.micros ?? left
  if (micros > left)
    return rejected('REINSTATEMENT_EXCEEDS_WITHDRAWAL', 'R50', 'more than the last withdrawal recovered would come back')
  const isReinstated = state.reinstatements.some(({ event }) => event.data.ref === withdrawal.id)
  if (micros <= 0n && isReinstated) return NOTHING
  return ruled('CreditReinstated', input, 'reinstate', state.reinstatements.length, {
    couponId,
    adAccountId,
    creditId,
    ref: withdrawal.id,
    reason,
    // Where all had been spent there is nothing to give back; the withdrawal is lifted all the same.
    ...(micros > 0n ? { amount: { micros, currency } } : {}),
  })
}

/** An appeal was won: lifts the withholding, or gives back what the last withdrawal recovered (R50). */
export const reinstate: PersonDecides<ReinstateInput> = orderly('R50', (input) => (state) => {
  const { couponId, reason } = input
  const withholding = standingWithholding(state)
  if (withholding !== undefined)
    return onAccount(state, 'R50', (adAccountId) =>
      ruled('CreditReinstated', input, 'reinstate', state.reinstatements.length, {
        couponId,
        adAccountId,
        ref: withholding.event.id,
        reason,
      }),
    )
  const withdrawal = state.withdrawals.at(-1)
  if (withdrawal !== undefined) return giveBack(input, state, withdrawal)
  return state.withholdings.length > 0
    ? NOTHING
    : rejected('NOTHING_TO_REINSTATE', 'R50', 'the credit was neither withheld nor withdrawn')
})
