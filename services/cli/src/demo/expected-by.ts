import { ALLOWED_LATENESS_DEFAULT } from '@earnback/coupon'
import { type Instant, parseInstant, plusMicros } from '@earnback/kernel'
import type { Progress } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { CALCULATION_LAG_HOURS, hours, LAST_RUN_BEFORE_END_HOURS, RUN_EVERY_HOURS } from './calendar'

/** The first run on the month's schedule, carried on, that covers spend up to an instant. */
const runCovering = (monthEnd: Instant, spentAt: Instant): Instant => {
  const lastRun = plusMicros(monthEnd, -hours(LAST_RUN_BEFORE_END_HOURS))
  const dueAt = plusMicros(spentAt, hours(CALCULATION_LAG_HOURS))
  return plusMicros(lastRun, Math.max(0, Math.ceil((dueAt - lastRun) / hours(RUN_EVERY_HOURS))) * hours(RUN_EVERY_HOURS))
}

/** By when what a coupon waits for will be known: its pending spend calculated, or its window settled (R38, R39, R46). */
export const expectedBy = ({ pending, status, windowEndsAt }: Progress, monthEnd: Instant): Instant | undefined => {
  if (pending !== null && pending.amount !== '0') return runCovering(monthEnd, monthEnd)
  const ended = status === 'settling' && windowEndsAt !== null ? parseInstant(windowEndsAt) : undefined
  return ended === undefined || E.isLeft(ended)
    ? undefined
    : runCovering(monthEnd, plusMicros(ended.right, ALLOWED_LATENESS_DEFAULT.micros))
}
