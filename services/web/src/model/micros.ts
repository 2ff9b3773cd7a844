import type { Progress } from '@earnback/projections'

export type AmountJson = NonNullable<Progress['threshold']>

const MICROS_PER_UNIT = 1_000_000n

/** Whole micros of a canonical amount. A double can't hold them all, a BigInt can. */
export const microsOf = ({ amount }: AmountJson): bigint => {
  const isNegative = amount.startsWith('-')
  const [units = '0', fraction = ''] = (isNegative ? amount.slice(1) : amount).split('.')
  const size = BigInt(units) * MICROS_PER_UNIT + BigInt(fraction.padEnd(6, '0').slice(0, 6))
  return isNegative ? -size : size
}

/** The canonical text again: no trailing zeros, no `-0`. */
export const decimalOf = (micros: bigint): string => {
  const size = micros < 0n ? -micros : micros
  const fraction = String(size % MICROS_PER_UNIT)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return `${micros < 0n ? '-' : ''}${size / MICROS_PER_UNIT}${fraction === '' ? '' : `.${fraction}`}`
}

export const amountOf = (micros: bigint, currency: string): AmountJson => ({ amount: decimalOf(micros), currency })

/** For drawing only: a pixel needs no more digits than a double has. */
export const drawable = (micros: bigint): number => Number(micros) / 1e6

const formats = new Map<string, Intl.NumberFormat>()

const formatFor = (locale: string, currency: string): Intl.NumberFormat => {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 6 })
  formats.set(key, format)
  return format
}

/** An amount as its reader writes it. Its text is formatted as it stands, so no digit is lost on the way. */
export const moneyText = ({ amount, currency }: AmountJson, locale: string): string =>
  formatFor(locale, currency).format(amount as Intl.StringNumericLiteral)
