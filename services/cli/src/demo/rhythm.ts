import { type Instant, type Micros, plusMicros } from '@earnback/kernel'
import { days, hours } from './calendar'

/** How busy an ad account is in each hour of its own day: quiet at night, two peaks, at noon and in the evening. */
const BUSYNESS = [2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 9, 10, 8, 7, 7, 8, 9, 11, 13, 14, 12, 8, 4]
const BUSIEST = Math.max(...BUSYNESS)
const MICROS_PER_MILLI = 1_000

type Draw = () => number

const busynessAt = (at: Instant, utcOffsetHours: number): number => {
  const ofDay = (((at + hours(utcOffsetHours)) % days(1)) + days(1)) % days(1)
  return BUSYNESS[Math.floor(ofDay / hours(1))] ?? 0
}

/** Whole milliseconds strictly between two instants, in order, by the rhythm of a day. */
export const busyTimes = (
  draw: Draw,
  count: number,
  { from, to, utcOffsetHours }: { from: Instant; to: Instant; utcOffsetHours: number },
): ReadonlyArray<Instant> => {
  const times: Instant[] = []
  while (times.length < count) {
    const drawn = plusMicros(from, Math.floor(draw() * (to - from)))
    const at = plusMicros(drawn, -(drawn % MICROS_PER_MILLI))
    const isKept = draw() * BUSIEST < busynessAt(at, utcOffsetHours)
    if (isKept && at > from && at < to) times.push(at)
  }
  return times.sort((one, other) => one - other)
}

/** Uneven parts of a total, multiples of `grain`, that add up to it exactly; a month can so be made to miss a threshold by one yen. */
export const unevenParts = (
  draw: Draw,
  count: number,
  { total, grain }: { total: Micros; grain: Micros },
): ReadonlyArray<Micros> => {
  const weights = Array.from({ length: count }, () => 0.3 + draw() * draw() * 3)
  const sum = weights.reduce((one, other) => one + other, 0)
  const grains = Number(total / grain)
  let [weight, given] = [0, 0]
  const parts = weights.map((own) => {
    weight += own
    const upTo = Math.floor((weight / sum) * grains + 1e-9)
    const part = upTo - given
    given = upTo
    return BigInt(part) * grain
  })
  const last = parts.pop() ?? 0n
  return [...parts, last + BigInt(grains - given) * grain]
}
