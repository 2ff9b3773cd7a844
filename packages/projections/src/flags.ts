import {
  type AccountState,
  asOf,
  countingWindow,
  couponDelivery,
  isReviewOpen,
  type Risk,
  type RiskCode,
  risksOf,
  type Status,
  UNKNOWN_ACCOUNT,
} from '@earnback/coupon'
import { type Instant, plusMicros } from '@earnback/kernel'
import type { ReadingPolicy } from './policy'
import type { Standings } from './standings'

/** Signals beside the status. Source: docs/reference/command-line.md. */
export type Flag =
  | 'met_pending_calculation'
  | 'review_required'
  | 'at_risk_balance'
  | 'funding_below_threshold'
  | 'data_stale'
  | 'sla_past_one_day'
  | 'sla_breached'

/** The advice that an account's facts give for a coupon that is issued or earns; none for any other (R15, R16, R33). */
export const adviceOn = (
  { state, reported }: Pick<Standings, 'state' | 'reported'>,
  account: AccountState,
  status: Status,
  at: Instant,
): ReadonlyArray<Risk> => {
  const isEarning = status === 'earning'
  if (state.terms === undefined || (status !== 'issued' && !isEarning)) return []
  const prospects = {
    threshold: state.terms.threshold,
    reported,
    balance: asOf(account.balances, at)?.value,
    maxBid: isEarning ? asOf(account.bids, at)?.value : undefined,
    window: isEarning ? countingWindow(state) : undefined,
  }
  return risksOf(prospects, at)
}

/** Spend of this coupon may still be waiting, and the last run is older than two of them should be. */
const isStale = ({ calculatedThrough }: Standings, status: Status, at: Instant, staleAfterMicros: number): boolean =>
  (status === 'earning' || status === 'settling') &&
  (calculatedThrough === undefined || plusMicros(calculatedThrough, staleAfterMicros) < at)

/** The flags of a coupon at an instant, in a fixed order. */
export const flagsOf = (
  standings: Standings,
  status: Status,
  at: Instant,
  { holidays, staleAfterMicros }: ReadingPolicy,
): ReadonlyArray<Flag> => {
  const { state, reported, calculated, account = UNKNOWN_ACCOUNT } = standings
  const threshold = state.terms?.threshold.micros
  // A grant stops both clocks: whether it came in time is the deliveries' to tell.
  const sla = state.grants.length > 0 ? undefined : couponDelivery(state, account, holidays, at)?.slaStatus
  const risks = adviceOn(standings, account, status, at)
  const isRisk = (code: RiskCode): boolean => risks.some((risk) => risk.code === code)
  const flags: ReadonlyArray<readonly [Flag, boolean]> = [
    ['met_pending_calculation', threshold !== undefined && reported >= threshold && calculated < threshold],
    ['review_required', isReviewOpen(state)],
    ['at_risk_balance', isRisk('AT_RISK_BALANCE_BELOW_BID')],
    ['funding_below_threshold', isRisk('FUNDING_BELOW_THRESHOLD')],
    ['data_stale', isStale(standings, status, at, staleAfterMicros)],
    ['sla_past_one_day', sla === 'past_one_day'],
    ['sla_breached', sla === 'breached'],
  ]
  return flags.flatMap(([flag, isRaised]) => (isRaised ? [flag] : []))
}
