const MICROS_PER_UNIT = 1_000_000

/** Canonical decimal text of an amount in micros, which must be a safe integer of at least 0. */
export const amountText = (micros: number): string => {
  const units = Math.floor(micros / MICROS_PER_UNIT)
  const fraction = micros - units * MICROS_PER_UNIT
  return fraction === 0 ? `${units}` : `${units}.${`${fraction}`.padStart(6, '0').replace(/0+$/, '')}`
}

export const amountMicros = (text: string): bigint => {
  const point = text.indexOf('.')
  if (point < 0) return BigInt(text) * BigInt(MICROS_PER_UNIT)
  const fraction = text.slice(point + 1).padEnd(6, '0')
  return BigInt(text.slice(0, point)) * BigInt(MICROS_PER_UNIT) + BigInt(fraction)
}

/** RFC 3339 in UTC: 3 fractional digits, 6 where the microseconds need them. Microseconds since 1970. */
export const instantText = (micros: number): string => {
  const millis = Math.floor(micros / 1000)
  const rest = micros - millis * 1000
  const text = new Date(millis).toISOString()
  return rest === 0 ? text : `${text.slice(0, -1)}${`${rest}`.padStart(3, '0')}Z`
}

/** Reads what `instantText` writes; a date of today in micros is below 2^53. */
export const instantMicros = (text: string): number => {
  if (text.length === 24) return Date.parse(text) * 1000
  return Date.parse(`${text.slice(0, 23)}Z`) * 1000 + Number(text.slice(23, 26))
}
