const sorted = (values: ReadonlyArray<number>): ReadonlyArray<number> => [...values].sort((one, other) => one - other)

export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const inOrder = sorted(values)
  return inOrder[Math.min(inOrder.length - 1, Math.floor(share * inOrder.length))] ?? NaN
}

/** The median with the least and the greatest, so that the noise shows. */
export const withSpread = (values: ReadonlyArray<number>, digits: number): string =>
  `${numeral(median(values), digits)} (${numeral(Math.min(...values), digits)}–${numeral(Math.max(...values), digits)})`

export const numeral = (value: number, digits = 0): string =>
  Number.isNaN(value) ? '–' : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
