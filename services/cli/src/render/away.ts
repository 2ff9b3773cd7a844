import type { Instant } from '@earnback/kernel'

const SECOND = 1_000_000
const UNITS: ReadonlyArray<readonly [micros: number, name: string]> = [
  [86_400 * SECOND, 'day'],
  [3_600 * SECOND, 'hour'],
  [60 * SECOND, 'minute'],
  [SECOND, 'second'],
]

/** How far an instant lies from another, in words: `in 3 days`, `2 hours ago`. */
export const away = (instant: Instant, from: Instant): string => {
  const micros = Math.abs(instant - from)
  const unit = UNITS.find(([size]) => micros >= size)
  if (unit === undefined) return 'now'
  const count = Math.floor(micros / unit[0])
  const words = `${count} ${unit[1]}${count === 1 ? '' : 's'}`
  return instant > from ? `in ${words}` : `${words} ago`
}
