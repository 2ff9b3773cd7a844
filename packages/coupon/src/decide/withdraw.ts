import type { Amount, Micros } from '@earnback/kernel'
import { withdrawableOf } from '../credit/withdrawable'
import type { CouponState } from '../state'
import { NOTHING, orderly, type PersonDecides, rejected, ruled, type Ruling } from './person'

export interface WithdrawInput extends Ruling {
  /** Without it, all that was granted and not withdrawn yet. */
  readonly requested?: Amount | undefined
  /** What is left unspent of the credit. */
  readonly unspent: Micros
}

const isSaidAlready = (state: CouponState, { at, reason, requested }: WithdrawInput): boolean =>
  state.withdrawals.some(
    ({ event: { occurredAt, data } }) =>
      occurredAt === at && data.reason === reason && data.requested.micros === requested?.micros,
  )

const least = (one: Micros, other: Micros): Micros => (one < other ? one : other)

/**
 * Takes credit back, though the threshold was met and the credit granted (R49). What was spent of it stays spent: it is
 * recorded, and the balance never falls below 0.
 */
export const withdraw: PersonDecides<WithdrawInput> = orderly('R49', (input) => (state) => {
  const { couponId, reason, requested, unspent } = input
  const grant = state.grants[0]?.event.data
  if (grant === undefined)
    return rejected('NOT_GRANTED', 'R49', 'no credit was granted yet; keep it from being granted with withhold')
  const { currency } = grant.amount
  if (requested !== undefined && requested.currency !== currency)
    return rejected('CURRENCY_MISMATCH', 'R49', `the credit is in ${currency}, and ${requested.currency} was asked for`)
  if (requested !== undefined && requested.micros <= 0n)
    return rejected('AMOUNT_NOT_POSITIVE', 'R49', 'the amount to withdraw must be above zero')
  if (isSaidAlready(state, input)) return NOTHING
  const withdrawable = withdrawableOf(state)
  const micros = requested?.micros ?? withdrawable
  if (micros > withdrawable)
    return rejected('WITHDRAWAL_EXCEEDS_GRANT', 'R49', 'more than was granted and not withdrawn yet was asked for')
  if (micros <= 0n) return NOTHING
  const recovered = least(micros, unspent > 0n ? unspent : 0n)
  return ruled('CreditWithdrawn', input, 'withdraw', state.withdrawals.length, {
    couponId,
    creditId: grant.creditId,
    adAccountId: grant.adAccountId,
    requested: { micros, currency },
    recovered: { micros: recovered, currency },
    alreadySpent: { micros: micros - recovered, currency },
    reason,
  })
})
