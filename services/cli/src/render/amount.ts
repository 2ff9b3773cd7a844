interface AmountJson {
  readonly amount: string
  readonly currency: string
}

/** `1234567.5` → `1,234,567.5`; for people only. */
export const grouped = (decimal: string): string => {
  const [whole = '', fraction] = decimal.split('.')
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? text : `${text}.${fraction}`
}

export const money = ({ amount, currency }: AmountJson): string => `${grouped(amount)} ${currency}`

/** Decimals padded so that their points stand below each other when they are aligned to the left. */
export const alignedDecimals = (decimals: ReadonlyArray<string>): ReadonlyArray<string> => {
  const parts = decimals.map((decimal) => grouped(decimal).split('.'))
  const wholeWidth = Math.max(0, ...parts.map(([whole = '']) => whole.length))
  const fractionWidth = Math.max(0, ...parts.map(([, fraction]) => (fraction === undefined ? 0 : fraction.length + 1)))
  return parts.map(
    ([whole = '', fraction]) => whole.padStart(wholeWidth) + (fraction === undefined ? '' : `.${fraction}`).padEnd(fractionWidth),
  )
}
