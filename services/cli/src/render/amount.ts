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
  let wholeWidth = 0
  let fractionWidth = 0
  for (const [whole = '', fraction] of parts) {
    wholeWidth = Math.max(wholeWidth, whole.length)
    if (fraction !== undefined) fractionWidth = Math.max(fractionWidth, fraction.length + 1)
  }
  const tail = (fraction: string | undefined): string => (fraction === undefined ? '' : `.${fraction}`).padEnd(fractionWidth)
  return parts.map(([whole = '', fraction]) => whole.padStart(wholeWidth) + tail(fraction))
}
