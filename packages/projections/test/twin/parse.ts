import type { Json, JsonObject } from './stored'

export type Money = { readonly micros: bigint; readonly currency: string }

const MICROS_PER_SECOND = 1_000_000n
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/
const DECIMAL = /^(-?)(\d+)(?:\.(\d{1,6}))?$/
const DURATION = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?)$/

const sixDigits = (fraction: string | undefined): bigint => BigInt((fraction ?? '').slice(0, 6).padEnd(6, '0'))

/** Microseconds since 1970-01-01T00:00:00Z; digits finer than a microsecond are cut, as the contract says. */
export const instant = (text: string): bigint => {
  const parts = RFC_3339.exec(text)
  if (parts === null) throw new Error(`not an RFC 3339 instant: ${text}`)
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const seconds = BigInt(Date.UTC(year, month - 1, day, hour, minute, second) / 1000)
  const offset = BigInt(Number(parts[9] ?? 0) * 3600 + Number(parts[10] ?? 0) * 60)
  const utc = parts[8] === '-' ? seconds + offset : seconds - offset
  return utc * MICROS_PER_SECOND + sixDigits(parts[7])
}

/** Millionths of the currency's unit. */
const amount = (text: string): bigint => {
  const parts = DECIMAL.exec(text)
  if (parts === null) throw new Error(`not a decimal amount: ${text}`)
  const magnitude = BigInt(parts[2] ?? '0') * 1_000_000n + sixDigits(parts[3])
  return parts[1] === '-' ? -magnitude : magnitude
}

/** Microseconds of an ISO 8601 duration without years or months; a day is 24 elapsed hours. */
export const duration = (text: string): bigint => {
  const parts = DURATION.exec(text)
  if (parts === null || !/\d/.test(text)) throw new Error(`not a duration in weeks, days and time: ${text}`)
  const [weeks, days, hours, minutes, seconds] = parts.slice(1, 6).map((digits) => BigInt(digits ?? '0')) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  const whole = (((weeks * 7n + days) * 24n + hours) * 60n + minutes) * 60n + seconds
  return whole * MICROS_PER_SECOND + sixDigits(parts[6])
}

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, micros) => total + micros, 0n)

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textOf = (data: JsonObject | undefined, field: string): string | undefined => {
  const value = data?.[field]
  return typeof value === 'string' ? value : undefined
}

export const objectOf = (data: JsonObject | undefined, field: string): JsonObject | undefined => {
  const value = data?.[field]
  return isObject(value) ? value : undefined
}

export const instantOf = (data: JsonObject | undefined, field: string): bigint | undefined => {
  const text = textOf(data, field)
  return text === undefined ? undefined : instant(text)
}

export const moneyOf = (data: JsonObject | undefined, field: string): Money | undefined => {
  const money = objectOf(data, field)
  const [digits, currency] = [textOf(money, 'amount'), textOf(money, 'currency')]
  return digits === undefined || currency === undefined ? undefined : { micros: amount(digits), currency }
}

export const required = <A>(value: A | undefined, what: string): A => {
  if (value === undefined) throw new Error(`the stored event lacks ${what}`)
  return value
}

/** JSON with its keys in order, so that two objects are the same exactly when their texts are. */
export const sortedJson = (value: Json | undefined): string =>
  JSON.stringify(value, (_key, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  ) ?? 'absent'
