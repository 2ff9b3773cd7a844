import type { Explanation, Progress, Promotion, Promotions } from '@earnback/projections'
import { microsOf } from '../../model/micros'
import type { Api } from '../api'

type SpendPage = Explanation & { readonly nextCursor?: string | null }

const PAGE_LINES = 1_000
/** More pending lines than these are told without the time by which they are expected. */
const PENDING_PAGES_MAX = 20

const part = encodeURIComponent

const pendingTimes = async (api: Api, couponId: string, signal: AbortSignal): Promise<ReadonlyArray<string>> => {
  let cursor: string | undefined
  for (let page = 0; page < PENDING_PAGES_MAX; page++) {
    const query = new URLSearchParams({ verdict: 'PENDING_CALCULATION', limit: String(PAGE_LINES) })
    if (cursor !== undefined) query.set('cursor', cursor)
    const { body } = await api.get<SpendPage>(`/v1/coupons/${part(couponId)}/spend?${query.toString()}`, signal)
    cursor = body.nextCursor ?? undefined
    const last = body.verdicts.at(-1)
    if (cursor === undefined) return last === undefined ? [] : [last.occurredAt]
  }
  return []
}

export interface CouponData {
  readonly serverMs: number
  readonly progress: Progress
  readonly explanation: Explanation
  readonly pendingTimes: ReadonlyArray<string>
  readonly promotion: Promotion | undefined
}

const promotionsPath = (adAccountId: string): string => `/v1/ad-accounts/${part(adAccountId)}/promotions`

/** All that the page of one coupon shows. */
export const loadCoupon = async (api: Api, couponId: string, signal: AbortSignal): Promise<CouponData> => {
  const path = `/v1/coupons/${part(couponId)}`
  const [progress, spend, times] = await Promise.all([
    api.get<Progress>(path, signal),
    api.get<SpendPage>(`${path}/spend?limit=1`, signal),
    pendingTimes(api, couponId, signal),
  ])
  const { adAccountId } = progress.body
  const promotions = adAccountId === null ? undefined : await api.get<Promotions>(promotionsPath(adAccountId), signal)
  const all = promotions?.body
  const promotion = [
    ...(all?.earning ?? []),
    ...(all?.available ?? []),
    ...(all?.notAvailable ?? []),
    ...(all?.issued ?? []),
  ].find((one) => one.progress.couponId === couponId)
  return {
    serverMs: progress.serverMs,
    progress: progress.body,
    explanation: spend.body,
    pendingTimes: times,
    promotion,
  }
}

export interface AccountData {
  readonly serverMs: number
  readonly promotions: Promotions
  /** For each coupon of which something is being calculated, when the last of it happened. */
  readonly pendingTimes: ReadonlyMap<string, ReadonlyArray<string>>
}

/** All that the page of one account shows. */
export const loadAccount = async (api: Api, adAccountId: string, signal: AbortSignal): Promise<AccountData> => {
  const { body, serverMs } = await api.get<Promotions>(promotionsPath(adAccountId), signal)
  const waiting = [...body.earning, ...body.available].filter(
    ({ progress: { pending } }) => pending !== null && microsOf(pending) !== 0n,
  )
  const ids = [...new Set(waiting.map(({ progress }) => progress.couponId))]
  const times = await Promise.all(ids.map(async (id) => [id, await pendingTimes(api, id, signal)] as const))
  return { serverMs, promotions: body, pendingTimes: new Map(times) }
}
