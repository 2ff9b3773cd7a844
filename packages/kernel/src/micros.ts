import * as E from 'fp-ts/Either'

/** 10^-6 of a currency's unit, exact. Source: docs/domain/events.md. */
export type Micros = bigint

export type AmountFault = 'AMOUNT_NOT_DECIMAL' | 'AMOUNT_TOO_FINE' | 'AMOUNT_TOO_LARGE'

const MICROS_PER_UNIT = 1_000_000n
const LARGEST = 2n ** 63n - 1n
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

const FRACTION_DIGITS = 6
/** What a number of digits after the point is to be multiplied by. */
const SCALE = Array.from({ length: FRACTION_DIGITS + 1 }, (_, digits) => 10 ** (FRACTION_DIGITS - digits))
const DIGIT_ZERO = 48
const POINT = 46
const SMALL_CHARS_MAX = 16

/** Most amounts are a few digits: read one by one, in a safe integer. Undefined where the text is anything else. */
const smallMicros = (text: string): Micros | undefined => {
  if (text.length === 0 || text.length > SMALL_CHARS_MAX) return undefined
  let [value, pointAt] = [0, text.length]
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index)
    if (char >= DIGIT_ZERO && char <= DIGIT_ZERO + 9) value = value * 10 + (char - DIGIT_ZERO)
    else if (char === POINT && index > 0 && pointAt === text.length) pointAt = index
    else return undefined
  }
  const fraction = Math.max(0, text.length - pointAt - 1)
  if (fraction > FRACTION_DIGITS || pointAt === text.length - 1) return undefined
  const micros = value * (SCALE[fraction] as number)
  return micros > Number.MAX_SAFE_INTEGER ? undefined : BigInt(micros)
}

/** Reads a decimal string such as `-12.5`; a seventh fractional digit is refused, whatever it is. */
export const parseMicros = (text: string): E.Either<AmountFault, Micros> => {
  const small = smallMicros(text)
  if (small !== undefined) return E.right(small)
  const parts = text.length > 400 ? null : DECIMAL.exec(text)
  if (parts === null) return E.left(text.length > 400 ? 'AMOUNT_TOO_LARGE' : 'AMOUNT_NOT_DECIMAL')
  const fraction = parts[3] ?? ''
  if (fraction.length > FRACTION_DIGITS) return E.left('AMOUNT_TOO_FINE')
  const size = BigInt(parts[2] as string) * MICROS_PER_UNIT + BigInt(fraction.padEnd(FRACTION_DIGITS, '0'))
  if (size > LARGEST) return E.left('AMOUNT_TOO_LARGE')
  return E.right(parts[1] === '-' ? -size : size)
}

export const sumOfMicros = (micros: ReadonlyArray<Micros>): Micros => micros.reduce((sum, one) => sum + one, 0n)

/** Canonical decimal text: no exponent, no trailing zeros after the point, no `-0`. */
export const formatMicros = (micros: Micros): string => {
  const size = micros < 0n ? -micros : micros
  const fraction = String(size % MICROS_PER_UNIT)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const text = `${size / MICROS_PER_UNIT}${fraction === '' ? '' : `.${fraction}`}`
  return micros < 0n ? `-${text}` : text
}
