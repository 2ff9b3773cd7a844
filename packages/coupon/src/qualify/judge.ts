import type { Verdict } from '../verdict'

/** Whether a line is the first of its spend id in its account, says the same again, or says something else (R37). */
export type Repeat = 'first' | 'duplicate' | 'conflict'

export type SpendKind = 'adSpend' | 'taxOrFee' | 'other'

/**
 * All that the rule looks at in one line of spend. Instants are microseconds; a line without a period has
 * `periodStart = periodEnd = occurredAt` and `hasPeriod` false. Callers on hot paths reuse one object.
 */
export interface JudgedLine {
  repeat: Repeat
  retracted: boolean
  occurredAt: number
  hasPeriod: boolean
  periodStart: number
  periodEnd: number
  kind: SpendKind
  /** As `currencyNumber` tells it. */
  currency: number
  /** Whether any of it was paid with cash, tax aside; a spend of nothing counts as such. */
  cashFunded: boolean
  /** Recorded after the run that settled the window (D5). */
  late: boolean
  /** Covered by a run that is later in the log (D6). */
  covered: boolean
}

/** The window in which spend counts: after `activatedAt`, before `endsAt`, both excluded (D1, D2). */
export interface CountingWindow {
  readonly activatedAt: number
  readonly endsAt: number
  readonly currency: number
}

const placeInTime = (line: JudgedLine, window: CountingWindow): Verdict | undefined => {
  const { activatedAt, endsAt } = window
  if (!line.hasPeriod) {
    if (line.occurredAt < activatedAt) return 'BEFORE_ACTIVATION'
    if (line.occurredAt === activatedAt) return 'AT_ACTIVATION_INSTANT'
    return line.occurredAt >= endsAt ? 'AFTER_WINDOW' : undefined
  }
  if (line.periodEnd <= activatedAt) return 'BEFORE_ACTIVATION'
  if (line.periodStart >= endsAt) return 'AFTER_WINDOW'
  if (line.periodStart <= activatedAt) return 'STRADDLES_ACTIVATION'
  return line.periodEnd > endsAt ? 'STRADDLES_WINDOW_END' : undefined
}

/**
 * The one place that decides what counts: one line of spend against one coupon's window, undefined while it is not activated.
 * Source: docs/domain/qualifying-spend.md, in its order.
 */
export const judge = (line: JudgedLine, window: CountingWindow | undefined): Verdict => {
  if (line.repeat !== 'first') return line.repeat === 'duplicate' ? 'DUPLICATE' : 'DUPLICATE_CONFLICT'
  if (line.retracted) return 'RETRACTED'
  if (window === undefined) return 'NOT_ACTIVATED'
  const misplaced = placeInTime(line, window)
  if (misplaced !== undefined) return misplaced
  if (line.kind !== 'adSpend') return line.kind === 'taxOrFee' ? 'TAX_OR_FEE' : 'NOT_AD_SPEND'
  if (line.currency !== window.currency) return 'CURRENCY_MISMATCH'
  if (!line.cashFunded) return 'NOT_CASH_FUNDED'
  if (line.late) return 'LATE_AFTER_SETTLEMENT'
  return line.covered ? 'COUNTED' : 'PENDING_CALCULATION'
}
