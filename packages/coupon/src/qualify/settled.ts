import { countsFrom, type CouponState } from '../state'
import type { Run, Runs } from './runs'

/**
 * Whether the runs have settled a coupon's window: one passed its end plus the allowed lateness, and one came after the log
 * knew of the window at all, so that everything in it is calculated (R46).
 */
export const isSettled = (state: CouponState, closedBy: Run | undefined, runs: Runs): boolean =>
  closedBy !== undefined && (runs.last?.position ?? 0) > countsFrom(state)
