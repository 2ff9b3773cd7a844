import {
  type AccountState,
  accountStream,
  type ActivationKnowledge,
  type ActivationRequest,
  asOf,
  CALCULATION_STREAM,
  codeHash,
  codeStream,
  couponStream,
  type CouponState,
  evolve,
  evolveAccount,
  isActivatedFor,
  slotStream,
  withCorrections,
  UNKNOWN_ACCOUNT,
  UNKNOWN_COUPON,
} from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import { directoryKeys, EMPTY_ENTRY, type Entry } from '@earnback/projections'
import { foldStream } from './stream'

/** What the activator needs of the read side: who belongs to whom, at the head of the log. */
export interface CouponDirectory {
  readonly entry: (key: string) => Promise<Entry>
}

export interface Loaded {
  readonly known: ActivationKnowledge
  /** The revision of each coupon's stream as it was folded. */
  readonly revisions: ReadonlyMap<string, number>
}

const reservedCoupon = async (store: EventStore, stream: string): Promise<string | undefined> => {
  const { state } = await foldStream<string | undefined>(store, stream, undefined, (first, event) =>
    event.name === 'CodeReserved' || event.name === 'SlotTaken' ? (first ?? event.data.couponId) : first,
  )
  return state
}

/** A corrected activation is judged by the instant that a run gave effect to; the runs are read where there is a correction (R30). */
const corrected = async (store: EventStore, state: CouponState): Promise<CouponState> => {
  if (state.corrections.length === 0) return state
  const { state: runs } = await foldStream<ReadonlyArray<number>>(
    store,
    CALCULATION_STREAM,
    [],
    (positions, event, { position }) => (event.name === 'CalculationAdvanced' ? [...positions, position] : positions),
  )
  return withCorrections(state, (position) => runs.find((run) => run > position))
}

interface Owner {
  readonly businessAccountId: string | undefined
  readonly emailHash: string | undefined
}

const ownerOf = (account: AccountState, { at }: ActivationRequest): Owner => {
  const registered = asOf(account.registrations, at)?.value
  return { businessAccountId: registered?.businessAccountId, emailHash: registered?.emailHash }
}

/** Reads what an activation is judged by: the coupons that the code may mean, the account, and what its owner had already. */
export const loadKnowledge = async (
  store: EventStore,
  directory: CouponDirectory,
  request: ActivationRequest,
): Promise<Loaded> => {
  const entry = (key: string | undefined): Promise<Entry> =>
    key === undefined ? Promise.resolve(EMPTY_ENTRY) : directory.entry(key)
  const { state: account } = await foldStream(store, accountStream(request.adAccountId), UNKNOWN_ACCOUNT, evolveAccount)
  const { businessAccountId, emailHash } = ownerOf(account, request)
  const named = await entry(directoryKeys.code(request.typedCode))
  const own = await entry(businessAccountId === undefined ? undefined : directoryKeys.business(businessAccountId))
  const mailed = await entry(emailHash === undefined ? undefined : directoryKeys.recipient(emailHash))
  const couponIds = new Set([...named.couponIds, ...own.couponIds, ...mailed.couponIds])
  for (const adAccountId of own.adAccountIds) {
    for (const couponId of (await entry(directoryKeys.account(adAccountId))).couponIds) couponIds.add(couponId)
  }
  const coupons = new Map<string, CouponState>()
  const revisions = new Map<string, number>()
  for (const couponId of couponIds) {
    const { state, revision } = await foldStream(store, couponStream(couponId), UNKNOWN_COUPON, evolve)
    coupons.set(couponId, await corrected(store, state))
    revisions.set(couponId, revision)
  }
  const activated = new Set<string>()
  if (businessAccountId !== undefined) {
    const isTheirs = isActivatedFor({ businessAccountId, adAccountIds: own.adAccountIds })
    for (const [couponId, state] of coupons) if (isTheirs(state)) activated.add(couponId)
    const slot = await reservedCoupon(store, slotStream(businessAccountId))
    if (slot !== undefined) activated.add(slot)
  }
  const reservedFor = await reservedCoupon(store, codeStream(codeHash(request.typedCode)))
  return { known: { coupons, account, activated: [...activated], reservedFor }, revisions }
}
