import * as E from 'fp-ts/Either'
import { MICROS_PER_DAY, MICROS_PER_SECOND } from './instant'

/** An elapsed length of time in whole microseconds, and the text it was written as (ISO 8601). */
export interface Duration {
  readonly micros: number
  /** Whole days in it, for offers that count calendar days (D3). */
  readonly days: number
  readonly text: string
}

const ISO_8601 = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,6}))?S)?)?$/
const LONGEST_MICROS = 36_500 * MICROS_PER_DAY

const EXPECTED = 'an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as P30D or PT3H'

/** Reads an ISO 8601 duration. Years and months are refused: they have no fixed length (R26). */
export const parseDuration = (text: string): E.Either<string, Duration> => {
  if (/^P[^T]*[YM]/.test(text)) return E.left(`${EXPECTED}; years and months have no fixed length`)
  const parts = ISO_8601.exec(text)
  if (parts === null || text === 'P' || text.endsWith('T')) return E.left(EXPECTED)
  const [weeks, days, hours, minutes, seconds] = parts.slice(1, 6).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  const wholeDays = weeks * 7 + days
  const fraction = Number((parts[6] ?? '').padEnd(6, '0'))
  const micros = wholeDays * MICROS_PER_DAY + (hours * 3_600 + minutes * 60 + seconds) * MICROS_PER_SECOND + fraction
  return micros > LONGEST_MICROS ? E.left('a duration of at most 36500 days') : E.right({ micros, days: wholeDays, text })
}
