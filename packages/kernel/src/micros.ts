import * as E from 'fp-ts/Either'

/** 10^-6 of a currency's unit, exact. Source: docs/domain/events.md. */
export type Micros = bigint

export type AmountFault = 'AMOUNT_NOT_DECIMAL' | 'AMOUNT_TOO_FINE' | 'AMOUNT_TOO_LARGE'

const MICROS_PER_UNIT = 1_000_000n
const LARGEST = 2n ** 63n - 1n
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

/** Reads a decimal string such as `-12.5`; a seventh fractional digit is refused, whatever it is. */
export const parseMicros = (text: string): E.Either<AmountFault, Micros> => {
  const parts = text.length > 400 ? null : DECIMAL.exec(text)
  if (parts === null) return E.left(text.length > 400 ? 'AMOUNT_TOO_LARGE' : 'AMOUNT_NOT_DECIMAL')
  const fraction = parts[3] ?? ''
  if (fraction.length > 6) return E.left('AMOUNT_TOO_FINE')
  const size = BigInt(parts[2] as string) * MICROS_PER_UNIT + BigInt(fraction.padEnd(6, '0'))
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
