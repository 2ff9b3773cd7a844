import { instantOfMicros, microsOfInstant } from './instant'
import { amountOf, type AmountJson, microsOf } from './micros'
import type { Line, Point } from './point'

/** Lines that time alone decides; what another rule leaves out stays out, whenever the code is activated. */
const BY_TIME: ReadonlySet<Line['verdict']> = new Set([
  'NOT_ACTIVATED',
  'BEFORE_ACTIVATION',
  'AT_ACTIVATION_INSTANT',
  'AFTER_WINDOW',
  'COUNTED',
  'PENDING_CALCULATION',
] as const)

export interface WhatIf {
  readonly activatedAt: string
  readonly windowEndsAt: string
  /** What would qualify; the amount of a line that does not qualify now is taken as all cash. */
  readonly qualifying: AmountJson
  readonly difference: AmountJson
  readonly isReached: boolean
  readonly gained: number
  readonly lost: number
}

const amountIfCounted = (line: Line): bigint => {
  const now = microsOf(line.qualifyingAmount)
  return now === 0n ? microsOf(line.amount) : now
}

/** What another activation instant would have given; undefined where there is no window to move. */
export const whatIfOf = ({ progress, lines }: Point, at: string): WhatIf | undefined => {
  const { activatedAt, windowEndsAt, threshold, reported } = progress
  const start = microsOfInstant(at)
  if (activatedAt === null || windowEndsAt === null || threshold === null || reported === null || Number.isNaN(start))
    return undefined
  const end = start + microsOfInstant(windowEndsAt) - microsOfInstant(activatedAt)
  let [sum, gained, lost] = [0n, 0, 0]
  for (const line of lines) {
    if (!BY_TIME.has(line.verdict) || line.amount.currency !== threshold.currency) continue
    const occurredAt = microsOfInstant(line.occurredAt)
    const isInside = occurredAt > start && occurredAt < end
    const isCounted = line.verdict === 'COUNTED' || line.verdict === 'PENDING_CALCULATION'
    if (isInside) sum += amountIfCounted(line)
    if (isInside && !isCounted) gained++
    if (!isInside && isCounted) lost++
  }
  return {
    activatedAt: at,
    windowEndsAt: instantOfMicros(end),
    qualifying: amountOf(sum, threshold.currency),
    difference: amountOf(sum - microsOf(reported), threshold.currency),
    isReached: sum >= microsOf(threshold),
    gained,
    lost,
  }
}
