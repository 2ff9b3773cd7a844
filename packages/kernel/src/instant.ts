import * as E from 'fp-ts/Either'

/**
 * A moment as whole microseconds since 1970-01-01T00:00:00Z, kept in a safe integer.
 * Source: docs/domain/events.md: kept to the microsecond, finer digits cut, any offset read, UTC written.
 */
export type Instant = number & { readonly Instant: unique symbol }

const MICROS_PER_MILLI = 1_000
export const MICROS_PER_SECOND = 1_000_000
export const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND

const EARLIEST = Date.UTC(1700, 0, 1) * MICROS_PER_MILLI
const LATEST = Date.UTC(2250, 0, 1) * MICROS_PER_MILLI

const EXPECTED = 'an RFC 3339 instant with an offset, such as 2026-03-01T10:00:00.000+09:00'

export const instantOfMicros = (micros: number): Instant => {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`not whole microseconds in range: ${micros}`)
  return micros as Instant
}

export const instantOfMillis = (millis: number): Instant => instantOfMicros(millis * MICROS_PER_MILLI)

/** Adds whole microseconds, and stays within the years that an instant can name: no event can lie beyond them. */
export const plusMicros = (instant: Instant, micros: number): Instant =>
  instantOfMicros(Math.min(LATEST, Math.max(EARLIEST, instant + micros)))

/** Undefined where the text is no offset, Infinity where it is one that no clock has. */
const offsetMinutes = (text: string): number | undefined => {
  if (text === 'Z' || text === 'z') return 0
  const hours = digits(text, 1, 2)
  const minutes = digits(text, 4, 2)
  const isOffset = text.length === 6 && (text[0] === '+' || text[0] === '-') && text[3] === ':'
  if (!isOffset || Number.isNaN(hours + minutes)) return undefined
  if (hours > 23 || minutes > 59) return Infinity
  return (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const isCalendarDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= (DAYS_IN_MONTH[month - 1] as number) + (month === 2 && isLeapYear(year) ? 1 : 0)

/** Days from 1970-01-01 in the proleptic Gregorian calendar; counts years from March, so that leap days end them. */
const daysSinceEpoch = (year: number, month: number, day: number): number => {
  const shifted = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + dayOfYear - 719_468
}

const DIGIT_ZERO = 48

/** The number that `count` digits from `at` make, or NaN where one is none. */
const digits = (text: string, at: number, count: number): number => {
  let value = 0
  for (let index = at; index < at + count; index++) {
    const digit = text.charCodeAt(index) - DIGIT_ZERO
    if (!(digit >= 0 && digit <= 9)) return NaN
    value = value * 10 + digit
  }
  return value
}

const FRACTION_AT = 20
const MICROS_PER_STEP = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1]

/** Where the fraction's digits end; `FRACTION_AT - 1` where there is no fraction. */
const fractionEnd = (text: string): number => {
  const mark = text.charAt(FRACTION_AT - 1)
  if (mark !== '.' && mark !== ',') return FRACTION_AT - 1
  let end = FRACTION_AT
  while (!Number.isNaN(digits(text, end, 1))) end++
  return end === FRACTION_AT ? NaN : end
}

const hasMarks = (text: string): boolean =>
  text.charAt(4) === '-' &&
  text.charAt(7) === '-' &&
  'Tt '.includes(text.charAt(10)) &&
  text.charAt(13) === ':' &&
  text.charAt(16) === ':'

/**
 * Reads RFC 3339 text, digit by digit: it is on the path of every event. Left: what was expected instead.
 * A leap second (:60) is read as the second after :59.
 */
export const parseInstant = (text: string): E.Either<string, Instant> => {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  const second = digits(text, 17, 2)
  const end = fractionEnd(text)
  if (!hasMarks(text) || Number.isNaN(year + month + day + hour + minute + second + end)) return E.left(EXPECTED)
  const zone = text.slice(end)
  if (zone === '') return E.left(`${EXPECTED}; this one has no offset, so it could be any of 38 moments`)
  const offset = offsetMinutes(zone)
  if (offset === undefined) return E.left(EXPECTED)
  if (!isCalendarDay(year, month, day) || hour > 23 || minute > 59 || second > 60 || offset === Infinity) {
    return E.left(`${EXPECTED}; this one names a day or a time that does not exist`)
  }
  const kept = Math.max(0, Math.min(6, end - FRACTION_AT))
  const fraction = digits(text, FRACTION_AT, kept) * (MICROS_PER_STEP[kept] as number)
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset * 60
  const micros = seconds * MICROS_PER_SECOND + fraction
  return micros < EARLIEST || micros >= LATEST
    ? E.left('an instant from 1700-01-01 up to 2250-01-01')
    : E.right(micros as Instant)
}

const padded = (count: number, digits: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, number) => String(number).padStart(digits, '0'))
const TWO_DIGITS = padded(60, 2)
const THREE_DIGITS = padded(1_000, 3)

const DAYS_KEPT_MAX = 1_000
/** By the instant at which they begin: what is written at a time lies on few days. */
const days = new Map<number, string>()

/** `2026-03-01T` of the day that begins at an instant. */
const dayText = (startsAt: number): string => {
  const known = days.get(startsAt)
  if (known !== undefined) return known
  if (days.size === DAYS_KEPT_MAX) days.clear()
  const text = new Date(startsAt / MICROS_PER_MILLI).toISOString().slice(0, -'00:00:00.000Z'.length)
  days.set(startsAt, text)
  return text
}

/** Canonical text: UTC with `Z` and 3 fractional digits, or 6 where the microseconds need them. */
export const formatInstant = (instant: Instant): string => {
  const ofDay = ((instant % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY
  const below = ofDay % MICROS_PER_MILLI
  const millis = (ofDay - below) / MICROS_PER_MILLI
  const seconds = Math.floor(millis / 1_000)
  const minutes = Math.floor(seconds / 60)
  const time = `${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`
  const micros = below === 0 ? '' : THREE_DIGITS[below]
  return `${dayText(instant - ofDay)}${time}.${THREE_DIGITS[millis % 1_000]}${micros}Z`
}
