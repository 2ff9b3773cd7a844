import { formatInstant, instantOfMicros, type Instant, parseInstant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'

export const MICROS_OF = {
  micro: 1,
  milli: 1_000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
} as const

/** The instant that a text names; the text is the test's own, so one that names none is a mistake in the test. */
export const at = (text: string): Instant => {
  const parsed = parseInstant(text)
  if (E.isLeft(parsed)) throw new Error(`${text}: expected ${parsed.left}`)
  return parsed.right
}

/** The instant `count` units after (or, below zero, before) another, as canonical text. */
export const after = (text: string, count: number, unit: keyof typeof MICROS_OF): string =>
  formatInstant(instantOfMicros(at(text) + count * MICROS_OF[unit]))

export const before = (text: string, count: number, unit: keyof typeof MICROS_OF): string => after(text, -count, unit)

/** The story that every builder tells unless told otherwise: issued, activated two days later, thirty days to spend. */
export const ISSUED_AT = '2026-03-01T00:00:00.000Z'
export const ACTIVATED_AT = '2026-03-03T00:00:00.000Z'
export const DEADLINE = '2026-03-15T00:00:00.000Z'
export const WINDOW_ENDS_AT = '2026-04-02T00:00:00.000Z'
/** The end of the window and the default allowed lateness of three days. */
export const SETTLES_AT = '2026-04-05T00:00:00.000Z'
