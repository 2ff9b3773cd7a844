import type { Explanation } from '@earnback/projections'
import { type AmountJson, amountOf, microsOf } from './micros'
import { doesCount, type Verdict, VERDICTS } from './words'

export interface VerdictTotal {
  readonly verdict: Verdict
  readonly amounts: ReadonlyArray<AmountJson>
}

type Totals = Pick<Explanation, 'totals' | 'totalsByCurrency'>

/** Each verdict that has lines, the largest first; the verdict's first currency is the coupon's own where it has it. */
export const totalsOf = ({ totals, totalsByCurrency }: Totals): ReadonlyArray<VerdictTotal> =>
  VERDICTS.flatMap((verdict) => {
    const own = totals[verdict]
    const amounts = totalsByCurrency[verdict] ?? (own === undefined ? [] : [own])
    return amounts.length === 0 ? [] : [{ verdict, amounts }]
  })

/** What did not count, the largest first. */
export const notCounted = (totals: Totals, currency: string | undefined): ReadonlyArray<VerdictTotal> => {
  const size = ({ amounts }: VerdictTotal): bigint => {
    const own = amounts.find((amount) => amount.currency === currency)
    return own === undefined ? -1n : microsOf(own)
  }
  return totalsOf(totals)
    .filter(({ verdict }) => !doesCount(verdict))
    .sort((one, other) => (size(one) < size(other) ? 1 : size(one) > size(other) ? -1 : 0))
}

/** All recorded amounts, one sum for each currency: what the verdicts' sums add up to. */
export const rawTotals = (totals: ReadonlyArray<VerdictTotal>): ReadonlyArray<AmountJson> => {
  const sums = new Map<string, bigint>()
  for (const amount of totals.flatMap(({ amounts }) => amounts)) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + microsOf(amount))
  }
  return [...sums].map(([currency, sum]) => amountOf(sum, currency))
}
