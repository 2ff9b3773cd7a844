import { type AccountState, asOf } from '../account/state'
import { type Finding, finding } from '../finding'
import { type Activation, type CouponState, standingActivation } from '../state'

export interface NamedCoupon {
  readonly couponId: string
  readonly state: CouponState
}

/** A business account and the ad accounts that the log names as its own. */
export interface Holder {
  readonly businessAccountId: string
  readonly adAccountIds: ReadonlyArray<string>
}

const recipientIn = ({ issue }: CouponState): string | undefined => issue?.event.data.recipient?.businessAccountId

/** The business account for which a coupon stands activated, by the activation's own word, the registration or the issue; undefined is unknown. */
export const holderIdOf = (state: CouponState, account: AccountState | undefined): string | undefined => {
  const activation = standingActivation(state)
  if (activation === undefined) return undefined
  const registered = account === undefined ? undefined : asOf(account.registrations, activation.at)?.value
  return activation.businessAccountId ?? registered?.businessAccountId ?? recipientIn(state)
}

/** Whether a coupon stands activated for the business account: under one of its ad accounts, or as a code that was issued to it (R19). */
export const isActivatedFor =
  ({ businessAccountId, adAccountIds }: Holder) =>
  (state: CouponState): boolean => {
    const activation = standingActivation(state)
    if (activation === undefined) return false
    return recipientIn(state) === businessAccountId || adAccountIds.includes(activation.adAccountId)
  }

/** By the instant, so that the order of arrival decides nothing; of two at one instant the first recorded. */
const isBefore = (one: Activation, other: Activation): boolean =>
  one.at < other.at || (one.at === other.at && one.position < other.position)

/**
 * What an activation that the platform reported, or that came in after one, broke: its business account had had its one coupon
 * (R19), or its code had been used as another coupon's (R20). Nothing is changed by it; each finding names the earlier coupon.
 */
export const earlierUseFindings = (
  { couponId, state }: NamedCoupon,
  others: ReadonlyArray<NamedCoupon>,
  holder: Holder | undefined,
): ReadonlyArray<Finding> => {
  const own = standingActivation(state)
  if (own === undefined) return []
  const earlier = others.filter((other) => {
    const activation = standingActivation(other.state)
    return other.couponId !== couponId && activation !== undefined && isBefore(activation, own)
  })
  const [isTheirs, code] = [holder === undefined ? () => false : isActivatedFor(holder), state.terms?.code]
  return [
    ...earlier.filter((other) => isTheirs(other.state)).map((other) => finding('ACCOUNT_ALREADY_USED_A_COUPON', other.couponId)),
    ...earlier.filter((other) => other.state.terms?.code === code).map((other) => finding('CODE_ALREADY_USED', other.couponId)),
  ]
}
