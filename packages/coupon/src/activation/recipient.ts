import type { Instant } from '@earnback/kernel'
import { type AccountState, asOf } from '../account/state'
import type { CouponState } from '../state'

/** `open`: the code was issued to nobody in particular. */
type Belonging = 'own' | 'open' | 'foreign' | 'unknown'

/** Whether the code was issued to the business account of an ad account, or to the email that it proved (R18). */
export const recipientOf = ({ issue }: Pick<CouponState, 'issue'>, account: AccountState, at: Instant): Belonging => {
  const { businessAccountId, emailHash } = issue?.event.data.recipient ?? {}
  if (businessAccountId === undefined && emailHash === undefined) return 'open'
  const registered = asOf(account.registrations, at)?.value
  if (registered === undefined) return 'unknown'
  if (businessAccountId !== undefined) return businessAccountId === registered.businessAccountId ? 'own' : 'foreign'
  if (registered.emailHash === undefined) return 'unknown'
  return emailHash === registered.emailHash ? 'own' : 'foreign'
}
