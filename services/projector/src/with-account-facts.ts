import {
  accountOf,
  activationFindings,
  type AccountState,
  type CouponState,
  earlierUseFindings,
  type Finding,
  holderIdOf,
  inStableOrder,
  type NamedCoupon,
  standingActivation,
} from '@earnback/coupon'
import { directoryKeys, EMPTY_ENTRY, type Standings } from '@earnback/projections'
import { couponCredit } from './coupon-credit'
import { Known, type Placing } from './known'
import type { ReadSide } from './read-side'

/** What speaks against the activations that the platform reported, by the facts about their accounts (R11 to R13, R17, R18). */
const againstReported = async (known: Known, state: CouponState): Promise<ReadonlyArray<Finding>> => {
  const reported = state.activations.filter(({ request }) => request === undefined)
  const accounts = new Map<string, AccountState | undefined>()
  for (const { adAccountId } of reported) accounts.set(adAccountId, await known.account(adAccountId))
  return activationFindings(state, (adAccountId) => accounts.get(adAccountId))
}

/** Coupons of the same holder or with the same code that were activated before (R19, R20). */
const againstEarlier = async ({ projector }: ReadSide, known: Known, own: NamedCoupon): Promise<ReadonlyArray<Finding>> => {
  const { state, couponId } = own
  const activation = standingActivation(state)
  if (activation === undefined) return []
  const holderId = holderIdOf(state, await known.account(activation.adAccountId))
  const theirs = holderId === undefined ? EMPTY_ENTRY : await projector.entry(directoryKeys.business(holderId))
  const couponIds = new Set(theirs.couponIds)
  const keys = theirs.adAccountIds.map(directoryKeys.account)
  if (state.terms !== undefined) keys.push(directoryKeys.code(state.terms.code))
  for (const key of keys) for (const id of (await projector.entry(key)).couponIds) couponIds.add(id)
  couponIds.delete(couponId)
  const others: NamedCoupon[] = []
  for (const id of couponIds) others.push({ couponId: id, state: await known.coupon(id) })
  const holder = holderId === undefined ? undefined : { businessAccountId: holderId, adAccountIds: theirs.adAccountIds }
  return earlierUseFindings(own, others, holder)
}

/**
 * A coupon's standings with what the facts about its account and about other coupons add, folded from the log at the two times:
 * the account itself, what charges have left of the credit, and what speaks against the activations.
 */
export const withAccountFacts = async (readSide: ReadSide, standings: Standings, placing: Placing): Promise<Standings> => {
  const { couponId, state } = standings
  const known = new Known(readSide.store, placing)
  const adAccountId = accountOf(state)
  const against = [...(await againstReported(known, state)), ...(await againstEarlier(readSide, known, { couponId, state }))]
  return {
    ...standings,
    account: adAccountId === undefined ? undefined : await known.account(adAccountId),
    credit: await couponCredit(readSide, known, couponId, state),
    findings: against.length === 0 ? standings.findings : inStableOrder([...standings.findings, ...against]),
  }
}
