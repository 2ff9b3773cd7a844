import { type Instant, parseDuration, plusMicros } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { DateTime } from 'luxon'
import { windowEnd } from '../calendar'
import type { ThresholdMet } from '../events/decisions'

const MICROS_PER_MILLI = 1_000
const ONE_DAY_MICROS = 86_400_000_000
const SATURDAY = 6

const days = (count: number): Parameters<typeof windowEnd>[1] => {
  const parsed = parseDuration(`P${count}D`)
  if (E.isLeft(parsed)) throw new Error(`not a number of days: ${count}`)
  return parsed.right
}

const isWeekend = (instant: Instant, zone: string): boolean =>
  DateTime.fromMillis(Math.floor(instant / MICROS_PER_MILLI), { zone: /^[+-]/.test(zone) ? `UTC${zone}` : zone }).weekday >=
  SATURDAY

/** The same wall time on the next day from Monday to Friday. */
const nextBusinessDay = (from: Instant, zone: string): Instant => {
  let count = 1
  while (isWeekend(windowEnd(from, days(count), 'wallClock', zone), zone)) count += 1
  return windowEnd(from, days(count), 'wallClock', zone)
}

/** When a grant is overdue: both a day after the spend that met the threshold and a business day after its confirmation have passed (R40). */
export const grantDue = ({ metAt, confirmedAt }: ThresholdMet, zone: string): Instant => {
  const oneDay = plusMicros(metAt, ONE_DAY_MICROS)
  const businessDay = nextBusinessDay(confirmedAt, zone)
  return oneDay > businessDay ? oneDay : businessDay
}
