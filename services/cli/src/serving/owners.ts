import { accountOf, type CouponState, standingActivation } from '@earnback/coupon'
import { directoryKeys } from '@earnback/projections'
import type { Engine } from '../wire'

/**
 * The ad accounts that a coupon belongs to: the one that it is activated on; where it is activated nowhere, those of the business that
 * it was issued to, else the one that it was tried on.
 */
export const ownersOf = async ({ projector }: Engine, state: CouponState): Promise<ReadonlyArray<string>> => {
  const activation = standingActivation(state)
  if (activation !== undefined) return [activation.adAccountId]
  const business = state.issue?.event.data.recipient?.businessAccountId
  if (business !== undefined) return (await projector.entry(directoryKeys.business(business))).adAccountIds
  const tried = accountOf(state)
  return tried === undefined ? [] : [tried]
}
