import { type Instant, MICROS_PER_DAY, plusMicros } from '@earnback/kernel'
import { nextBusinessDay } from '../calendar'
import { zoneOf } from '../delivery/delivery'
import type { Decided } from '../state'
import type { BothSides } from './both-sides'

/** When a grant is overdue: both a day after the spend that met the threshold and a business day after its confirmation have passed (R40). */
export const grantDue = (
  { event }: Decided<'ThresholdMet'>,
  { state, account, holidays }: Pick<BothSides, 'state' | 'account' | 'holidays'>,
): Instant => {
  const { metAt, confirmedAt } = event.data
  const oneDay = plusMicros(metAt, MICROS_PER_DAY)
  const businessDay = nextBusinessDay(confirmedAt, zoneOf(account, state, confirmedAt), holidays)
  return oneDay > businessDay ? oneDay : businessDay
}
