import { type AmountJson, amountOf, microsOf, moneyText } from './micros'

export interface Bar {
  /** Shares of the bar's length in per mille, never more than 1,000 together. */
  readonly counted: number
  readonly pending: number
  readonly countedPercent: number
  /** What is still missing once all that is reported is calculated; never below zero. */
  readonly missing: AmountJson
  readonly label: string
}

const permille = (part: bigint, whole: bigint): number => {
  if (part <= 0n || whole <= 0n) return 0
  return part >= whole ? 1_000 : Number((part * 1_000n) / whole)
}

/** The two parts of a coupon's bar. Full means reached: what falls short by a micro never rounds up to it. */
export const barOf = (calculated: AmountJson, pending: AmountJson, threshold: AmountJson, locale: string): Bar => {
  const [counted, waiting, whole] = [microsOf(calculated), microsOf(pending), microsOf(threshold)]
  const upTo = permille(counted + waiting, whole)
  const solid = Math.min(permille(counted, whole), waiting < 0n ? upTo : 1_000)
  const left = whole - counted - waiting
  const being = waiting === 0n ? '' : `, ${moneyText(pending, locale)} being calculated`
  return {
    counted: solid,
    pending: Math.max(0, upTo - solid),
    countedPercent: Math.floor(permille(counted, whole) / 10),
    missing: amountOf(left > 0n ? left : 0n, threshold.currency),
    label: `${moneyText(calculated, locale)} of ${moneyText(threshold, locale)} counted${being}`,
  }
}
