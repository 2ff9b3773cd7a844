export const BAR_CHARS = 40

const COUNTED = '█'
const PENDING = '▒'
const MISSING = '·'

/** The two parts of a bar in characters: what is calculated, and what is pending (either way). */
export interface BarParts {
  readonly counted: string
  readonly pending: string
  readonly missing: string
}

const chars = (micros: bigint, threshold: bigint): number => {
  if (micros <= 0n) return 0
  return micros >= threshold ? BAR_CHARS : Number((micros * BigInt(BAR_CHARS)) / threshold)
}

/**
 * Of a threshold: solid what the calculation covered, hatched what it did not cover yet, dotted what is missing. Always rounded
 * down, so that a full bar means a threshold that is reached. A pending part below zero is hatched out of the solid one.
 */
export const barParts = (calculated: bigint, reported: bigint, threshold: bigint): BarParts => {
  const lower = chars(calculated < reported ? calculated : reported, threshold)
  const upper = chars(calculated < reported ? reported : calculated, threshold)
  return { counted: COUNTED.repeat(lower), pending: PENDING.repeat(upper - lower), missing: MISSING.repeat(BAR_CHARS - upper) }
}

/** Per cent with one digit, rounded down: 99.99 % is not reached. */
export const percent = (part: bigint, whole: bigint): string => {
  const tenths = (part * 1_000n) / whole
  const size = tenths < 0n ? -tenths : tenths
  const sign = tenths < 0n ? '-' : ''
  return `${sign}${size / 10n}${size % 10n === 0n ? '' : `.${size % 10n}`} %`
}
