import type { Verdict } from '@earnback/coupon'
import type { ExplainedSpend, Explanation } from '@earnback/projections'

/** One line for each verdict, in the order of event time: the line nearest to the boundary that the verdict is about. */
export const excerptOf = ({ verdicts }: Explanation): ReadonlyArray<ExplainedSpend> => {
  const chosen = new Map<Verdict, ExplainedSpend>()
  for (const line of verdicts)
    if (line.verdict === 'BEFORE_ACTIVATION' || !chosen.has(line.verdict)) chosen.set(line.verdict, line)
  const kept = new Set(chosen.values())
  return verdicts.filter((line) => kept.has(line))
}
