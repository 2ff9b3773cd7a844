import * as E from 'fp-ts/Either'

/**
 * A moment as whole microseconds since 1970-01-01T00:00:00Z, kept in a safe integer.
 * Source: contracts.md "Instants": kept to the microsecond, finer digits cut, any offset read, UTC written.
 */
export type Instant = number & { readonly Instant: unique symbol }

const MICROS_PER_MILLI = 1_000
export const MICROS_PER_SECOND = 1_000_000
export const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND

const EARLIEST = Date.UTC(1700, 0, 1) * MICROS_PER_MILLI
const LATEST = Date.UTC(2250, 0, 1) * MICROS_PER_MILLI

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?([Zz]|[+-]\d\d:\d\d)?$/

const EXPECTED = 'an RFC 3339 instant with an offset, such as 2026-03-01T10:00:00.000+09:00'

export const instantOfMicros = (micros: number): Instant => {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`not whole microseconds in range: ${micros}`)
  return micros as Instant
}

export const instantOfMillis = (millis: number): Instant => instantOfMicros(millis * MICROS_PER_MILLI)

/** Adds whole microseconds; both in the range that a safe integer holds. */
export const plusMicros = (instant: Instant, micros: number): Instant => instantOfMicros(instant + micros)

const offsetMinutes = (text: string): number | undefined => {
  if (text === 'Z' || text === 'z') return 0
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(4, 6))
  if (hours > 23 || minutes > 59) return undefined
  return (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** Reads RFC 3339 text. Left: what was expected instead. A leap second (:60) is read as the second after :59. */
export const parseInstant = (text: string): E.Either<string, Instant> => {
  const parts = RFC_3339.exec(text)
  if (parts === null) return E.left(EXPECTED)
  const [, year, month, day, hour, minute, second, fraction = '', zone] = parts
  if (zone === undefined) return E.left(`${EXPECTED}; this one has no offset, so it could be any of 38 moments`)
  const offset = offsetMinutes(zone)
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const dayStart = new Date(0).setUTCFullYear(y, mo - 1, d)
  const date = new Date(dayStart)
  const isCalendarDay = mo >= 1 && mo <= 12 && date.getUTCMonth() === mo - 1 && date.getUTCDate() === d
  if (!isCalendarDay || h > 23 || mi > 59 || s > 60 || offset === undefined) {
    return E.left(`${EXPECTED}; this one names a day or a time that does not exist`)
  }
  const seconds = h * 3_600 + mi * 60 + s - offset * 60
  const micros = dayStart * MICROS_PER_MILLI + seconds * MICROS_PER_SECOND + Number(fraction.slice(0, 6).padEnd(6, '0'))
  return micros < EARLIEST || micros >= LATEST
    ? E.left('an instant from 1700-01-01 up to 2250-01-01')
    : E.right(micros as Instant)
}

/** Canonical text: UTC with `Z` and 3 fractional digits, or 6 where the microseconds need them. */
export const formatInstant = (instant: Instant): string => {
  const below = ((instant % MICROS_PER_MILLI) + MICROS_PER_MILLI) % MICROS_PER_MILLI
  const text = new Date((instant - below) / MICROS_PER_MILLI).toISOString()
  return below === 0 ? text : `${text.slice(0, -1)}${String(below).padStart(3, '0')}Z`
}
