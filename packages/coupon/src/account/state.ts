import type { Amount, Instant } from '@earnback/kernel'
import type { EventOf } from '../events/event'

/** A fact about an account, valid from `at` on, with its place in the log: which of two is known first is told by the position. */
export interface Dated<Value> {
  readonly at: Instant
  readonly position: number
  readonly recordedAt: Instant
  readonly value: Value
}

export interface Violation {
  readonly violationId: string
  readonly reported: Dated<EventOf<'PolicyViolationReported'>['data']> | undefined
  readonly resolved: Dated<EventOf<'PolicyViolationResolved'>['data']> | undefined
}

/**
 * Everything that the log says about one ad account beside its spend, each list in the order of the log.
 * A list without an entry is *unknown*, never *false*.
 */
export interface AccountState {
  readonly registrations: ReadonlyArray<Dated<EventOf<'AccountRegistered'>['data']>>
  readonly standings: ReadonlyArray<Dated<EventOf<'AccountStandingChanged'>['data']['standing']>>
  readonly paymentMethods: ReadonlyArray<Dated<EventOf<'PaymentMethodChanged'>['data']['status']>>
  readonly balances: ReadonlyArray<Dated<Amount>>
  readonly bids: ReadonlyArray<Dated<Amount>>
  readonly violations: ReadonlyArray<Violation>
  readonly charges: ReadonlyArray<Dated<EventOf<'ChargeSettled'>>>
  readonly rejections: ReadonlyArray<Dated<EventOf<'ActivationRejected'>>>
}

export const UNKNOWN_ACCOUNT: AccountState = {
  registrations: [],
  standings: [],
  paymentMethods: [],
  balances: [],
  bids: [],
  violations: [],
  charges: [],
  rejections: [],
}

/** What held at an instant of valid time: of the facts up to it the latest, of two at once the one recorded last; undefined is unknown. */
export const asOf = <Value>(facts: ReadonlyArray<Dated<Value>>, at: Instant): Dated<Value> | undefined =>
  facts.reduce<Dated<Value> | undefined>(
    (latest, fact) => (fact.at <= at && (latest === undefined || fact.at >= latest.at) ? fact : latest),
    undefined,
  )

/** The violations that were reported and that nothing has resolved, by all that is known (R47). */
export const openViolations = ({ violations }: AccountState): ReadonlyArray<Violation> =>
  violations.filter(({ reported, resolved }) => reported !== undefined && resolved === undefined)
