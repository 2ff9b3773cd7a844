import type { Amount, Instant, Micros } from '@earnback/kernel'

export type RiskCode = 'FUNDING_BELOW_THRESHOLD' | 'AT_RISK_BALANCE_BELOW_BID' | 'BEHIND_PACE'

/** Advice to an advertiser; it never blocks and changes no sum. */
export interface Risk {
  readonly code: RiskCode
  readonly rule: string
  readonly message: string
}

/** What an advertiser's prospects are judged by; what is undefined is unknown and gives no advice. */
export interface Prospects {
  readonly threshold: Amount
  /** Calculated and pending. */
  readonly reported: Micros
  readonly balance: Amount | undefined
  readonly maxBid: Amount | undefined
  /** In micros since the epoch. */
  readonly window: { readonly activatedAt: number; readonly endsAt: number } | undefined
}

const SAID: { readonly [code in RiskCode]: Omit<Risk, 'code'> } = {
  FUNDING_BELOW_THRESHOLD: { rule: 'R15', message: 'the cash balance is not more than what is missing to the threshold' },
  AT_RISK_BALANCE_BELOW_BID: { rule: 'R16', message: 'the cash balance does not cover the highest bid, so ads may pause' },
  BEHIND_PACE: { rule: 'R33', message: 'at this pace the threshold is not reached before the window ends' },
}

/** Amounts of two currencies can't be compared, so they give no advice. */
const within = (balance: Amount | undefined, currency: string): Micros | undefined =>
  balance?.currency === currency ? balance.micros : undefined

/** "More than the threshold" is advised, so a balance of exactly what is missing still warns (R15). */
const isFundingBelow = ({ threshold, reported, balance }: Prospects): boolean => {
  const cash = within(balance, threshold.currency)
  const missing = threshold.micros - reported
  return cash !== undefined && missing > 0n && cash <= missing
}

/** A balance that equals the bid still covers it (R16). */
const isBelowBid = ({ balance, maxBid }: Prospects): boolean => {
  const cash = maxBid === undefined ? undefined : within(balance, maxBid.currency)
  return cash !== undefined && maxBid !== undefined && cash < maxBid.micros
}

/** Less than the share of the threshold that the elapsed share of the window asks for, in whole numbers. */
const isBehind = ({ threshold, reported, window }: Prospects, at: Instant): boolean => {
  if (window === undefined || at <= window.activatedAt || at >= window.endsAt) return false
  const [elapsed, length] = [BigInt(at - window.activatedAt), BigInt(window.endsAt - window.activatedAt)]
  return reported * length < threshold.micros * elapsed
}

/** The advice that the known facts give at an instant, in a fixed order. */
export const risksOf = (prospects: Prospects, at: Instant): ReadonlyArray<Risk> => {
  const codes: ReadonlyArray<readonly [RiskCode, boolean]> = [
    ['FUNDING_BELOW_THRESHOLD', isFundingBelow(prospects)],
    ['AT_RISK_BALANCE_BELOW_BID', isBelowBid(prospects)],
    ['BEHIND_PACE', isBehind(prospects, at)],
  ]
  return codes.flatMap(([code, isGiven]) => (isGiven ? [{ code, ...SAID[code] }] : []))
}
