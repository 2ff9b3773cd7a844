import { type Instant, MICROS_PER_DAY, plusMicros } from '@earnback/kernel'
import { nextBusinessDay } from '../calendar'
import type { ThresholdMet } from '../events/decisions'

/** Holidays only ever move what is due further away: the reconciliation counts none, the delivery clocks count those configured. */
const NO_HOLIDAYS: ReadonlySet<string> = new Set()

/** When a grant is overdue: both a day after the spend that met the threshold and a business day after its confirmation have passed (R40). */
export const grantDue = ({ metAt, confirmedAt }: ThresholdMet, zone: string): Instant => {
  const oneDay = plusMicros(metAt, MICROS_PER_DAY)
  const businessDay = nextBusinessDay(confirmedAt, zone, NO_HOLIDAYS)
  return oneDay > businessDay ? oneDay : businessDay
}
