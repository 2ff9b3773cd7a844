import { type Instant, MICROS_PER_DAY, plusMicros } from '@earnback/kernel'

const MICROS_PER_HOUR = MICROS_PER_DAY / 24
const MICROS_PER_MINUTE = MICROS_PER_HOUR / 60

export const MONTH_DAYS = 30
export const DELIVERY_EVERY_HOURS = 3
export const RUN_EVERY_HOURS = 6
export const CALCULATION_LAG_HOURS = 3
/** The last run comes one delivery before the month's end, so that some spend still waits when it ends. */
export const LAST_RUN_BEFORE_END_HOURS = 3

export const days = (count: number): number => count * MICROS_PER_DAY
export const hours = (count: number): number => count * MICROS_PER_HOUR
export const minutes = (count: number): number => count * MICROS_PER_MINUTE

/** The days of a month that ends at an instant. */
export interface Calendar {
  readonly start: Instant
  readonly end: Instant
  /** An instant of the month: 0 is its first day, and the time of day counts from the month's own first hour. */
  readonly on: (day: number, timeOfDay?: string) => Instant
}

const TIME_OF_DAY = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{6}))?)?$/

const microsInto = (timeOfDay: string): number => {
  const parts = TIME_OF_DAY.exec(timeOfDay)
  if (parts === null) throw new Error(`not a time of day: ${timeOfDay}`)
  const [hour = 0, minute = 0, second = 0, micros = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  return hours(hour) + minutes(minute) + second * 1_000_000 + micros
}

export const calendarUntil = (end: Instant): Calendar => {
  const start = plusMicros(end, -days(MONTH_DAYS))
  return { start, end, on: (day, timeOfDay = '00:00') => plusMicros(start, days(day) + microsInto(timeOfDay)) }
}
