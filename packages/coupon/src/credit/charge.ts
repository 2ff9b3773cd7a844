import type { Amount, Instant, Micros } from '@earnback/kernel'
import { type AccountState, asOf } from '../account/state'

/** Who pays what credit does not: the prepaid balance, the card, an invoice; unknown where the payment mode is. */
export type RestSource = 'cash' | 'card' | 'invoice' | 'unknown'

export interface Charge {
  readonly chargeId: string
  readonly at: Instant
  readonly position: number
  readonly amount: Amount
  readonly restFrom: RestSource
  /** The cash balance known at the charge, in its currency and never below zero; none where it is unknown. */
  readonly cash: Micros
}

const REST_FROM = { manual: 'cash', automatic: 'card', postpaid_invoice: 'invoice' } as const

const restFrom = ({ registrations }: AccountState, at: Instant): RestSource => {
  const registered = asOf(registrations, at)?.value ?? registrations[0]?.value
  return registered === undefined ? 'unknown' : REST_FROM[registered.paymentMode]
}

const cashAt = ({ balances }: AccountState, at: Instant, currency: string): Micros => {
  const balance = asOf(balances, at)?.value
  return balance === undefined || balance.currency !== currency || balance.micros < 0n ? 0n : balance.micros
}

/** The charges of an account; the first record of a charge's id stands. */
export const chargesOf = (account: AccountState): ReadonlyArray<Charge> => {
  const charges = new Map<string, Charge>()
  for (const { at, position, value } of account.charges) {
    const { chargeId, amount } = value.data
    if (charges.has(chargeId)) continue
    const charge = { chargeId, at, position, amount, restFrom: restFrom(account, at) }
    charges.set(chargeId, { ...charge, cash: cashAt(account, at, amount.currency) })
  }
  return [...charges.values()]
}
