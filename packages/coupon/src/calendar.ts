import { type Duration, type Instant, instantOfMicros, MICROS_PER_DAY, plusMicros } from '@earnback/kernel'
import { DateTime } from 'luxon'
import type { DayCount } from './events/code-issued'

const MICROS_PER_MILLI = 1_000
const EPOCH = instantOfMicros(0)

/** Stays within the years that an instant can name. */
const ofMillis = (millis: number): Instant => plusMicros(EPOCH, millis * MICROS_PER_MILLI)

/** A zone as luxon names it: an IANA name, or a fixed offset such as `+09:00`. */
const luxonZone = (zone: string): string => (/^[+-]/.test(zone) ? `UTC${zone}` : zone)

const ZONE_OF_THIS_MACHINE = /^(local|system|default)$/i

export const isZone = (zone: string): boolean =>
  !ZONE_OF_THIS_MACHINE.test(zone) && DateTime.fromMillis(0, { zone: luxonZone(zone) }).isValid

/** The same wall time `duration.days` later; a time that the clocks skip moves forward by the gap. */
const wallClock = (from: Instant, duration: Duration, zone: string): Instant => {
  const subMillis = ((from % MICROS_PER_MILLI) + MICROS_PER_MILLI) % MICROS_PER_MILLI
  const start = DateTime.fromMillis((from - subMillis) / MICROS_PER_MILLI, { zone: luxonZone(zone) })
  const shifted = ofMillis(start.plus({ days: duration.days }).toMillis())
  return plusMicros(shifted, subMillis + duration.micros - duration.days * MICROS_PER_DAY)
}

const endOfDay = (from: Instant, duration: Duration, zone: string): Instant => {
  const end = wallClock(from, duration, zone)
  const day = DateTime.fromMillis(Math.floor(end / MICROS_PER_MILLI), { zone: luxonZone(zone) })
  return ofMillis(day.plus({ days: 1 }).startOf('day').toMillis())
}

/**
 * The first instant outside a window of `duration` from `from`, by the offer's way to count days (D2, D3):
 * `elapsed` counts 24 hours a day, `wallClock` calendar days at the same wall time, `endOfDay` up to the end of the last day.
 */
export const windowEnd = (from: Instant, duration: Duration, dayCount: DayCount, zone: string): Instant => {
  switch (dayCount) {
    case 'elapsed':
      return plusMicros(from, duration.micros)
    case 'wallClock':
      return wallClock(from, duration, zone)
    case 'endOfDay':
      return endOfDay(from, duration, zone)
  }
}

const SATURDAY = 6

/** The same wall time on the next day that is neither Saturday, Sunday nor one of the holidays, ISO dates in that zone (R40). */
export const nextBusinessDay = (from: Instant, zone: string, holidays: ReadonlySet<string>): Instant => {
  const start = DateTime.fromMillis(Math.floor(from / MICROS_PER_MILLI), { zone: luxonZone(zone) })
  for (let days = 1; ; days++) {
    const day = start.plus({ days })
    if (day.weekday >= SATURDAY || holidays.has(day.toISODate() ?? '')) continue
    return wallClock(from, { micros: days * MICROS_PER_DAY, days, text: `P${days}D` }, zone)
  }
}
