import { formatInstant } from '@earnback/kernel'
import { type AccountState, asOf } from '../account/state'
import { type Finding, finding, isFindingCode } from '../finding'
import type { CouponState } from '../state'
import { accountChecks, isFailedByFact } from './account-checks'
import { recipientOf } from './recipient'

/**
 * What speaks against activations that the platform reported, by the facts about their ad account that are known (R11, R12, R13,
 * R17, R18). What is not known is not held against it: it is told as one finding, and not at all where nothing is known of the account.
 */
export const activationFindings = (
  state: CouponState,
  accountOf: (adAccountId: string) => AccountState | undefined,
): ReadonlyArray<Finding> =>
  state.activations
    .filter(({ request }) => request === undefined)
    .flatMap(({ at, adAccountId, businessAccountId }) => {
      const about = formatInstant(at)
      const account = accountOf(adAccountId)
      const recipient = state.issue?.event.data.recipient?.businessAccountId
      const registered = account === undefined ? undefined : asOf(account.registrations, at)
      const isNamedStranger =
        registered === undefined && recipient !== undefined && businessAccountId !== undefined && businessAccountId !== recipient
      const isStranger = isNamedStranger || (account !== undefined && recipientOf(state, account, at) === 'foreign')
      const failed =
        account === undefined ? [] : accountChecks(account, at, state.issue?.event.data.offer).filter(({ passed }) => !passed)
      const failures = failed.filter(isFailedByFact)
      return [
        ...(failures.length < failed.length ? [finding('UNVERIFIED', about)] : []),
        ...(isStranger ? [finding('NOT_ORIGINAL_RECIPIENT', about)] : []),
        ...failures.flatMap(({ reason }) => (reason !== undefined && isFindingCode(reason) ? [finding(reason, about)] : [])),
      ]
    })
