import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { Event, EventName, EventOf } from '../events/event'
import { accountOf, type CouponState, isKnown } from '../state'
import { decision, nth } from './standing'

export type RejectionCode =
  | 'COUPON_NOT_FOUND'
  | 'REASON_MISSING'
  | 'NOT_ACTIVATED'
  | 'ALREADY_ACTIVATED'
  | 'ALREADY_GRANTED'
  | 'NOT_GRANTED'
  | 'NOT_HELD'
  | 'AMOUNT_NOT_POSITIVE'
  | 'CURRENCY_MISMATCH'
  | 'WITHDRAWAL_EXCEEDS_GRANT'
  | 'NOTHING_TO_REINSTATE'
  | 'REINSTATEMENT_EXCEEDS_WITHDRAWAL'
  | 'DEADLINE_NOT_LATER'
  | 'ACTIVATION_WINDOW_EXPIRED'
  | 'CORRECTED_PAST_DEADLINE'
  | 'CORRECTED_INTO_FUTURE'

/** Why a person's decision can't be taken. */
export interface Rejection {
  readonly code: RejectionCode
  readonly message: string
  readonly rule: string
}

/** What every decision of a person says. */
export interface Ruling {
  readonly couponId: string
  /** When it was decided. Saying the same again at the same instant is one decision. */
  readonly at: Instant
  readonly reason: string
}

export type Decided = E.Either<Rejection, ReadonlyArray<Event>>

/** One intention of a person, on the coupon as its own stream tells it; nothing to do is `[]`. */
export type PersonDecides<Input extends Ruling> = (input: Input) => (state: CouponState) => Decided

export const NOTHING: Decided = E.right([])

export const rejected = (code: RejectionCode, rule: string, message: string): Decided => E.left({ code, rule, message })

const marker = (couponId: string): string => `${couponId}:person:`

/** Whether a person decided it, and not a run: what a person decided is a person's to end, and news for the next run. */
export const isPersons = ({ id }: Pick<Event, 'id'>, couponId: string): boolean => id.startsWith(marker(couponId))

/** A person's decision; its id tells how many of its kind came before. */
export const ruled = <Name extends EventName>(
  name: Name,
  { couponId, at }: Ruling,
  intention: string,
  earlier: number,
  data: EventOf<Name>['data'],
): Decided => E.right([decision(name, nth(`${marker(couponId)}${intention}`, earlier), at, data)])

/** Refuses what no decision can be about: a coupon that nobody knows, and a decision without a reason. */
export const orderly =
  <Input extends Ruling>(rule: string, decide: PersonDecides<Input>): PersonDecides<Input> =>
  (input) =>
  (state) => {
    if (!isKnown(state)) return rejected('COUPON_NOT_FOUND', rule, `no event names the coupon ${JSON.stringify(input.couponId)}`)
    if (input.reason.trim() === '') return rejected('REASON_MISSING', rule, 'a decision needs its reason')
    return decide(input)(state)
  }

export const onAccount = (state: CouponState, rule: string, decide: (adAccountId: string) => Decided): Decided => {
  const adAccountId = accountOf(state)
  return adAccountId === undefined
    ? rejected('NOT_ACTIVATED', rule, 'the coupon was never activated, so there is no account whose credit it could be')
    : decide(adAccountId)
}
