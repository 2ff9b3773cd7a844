import type { VNode } from 'preact'
import { moneyText, type AmountJson } from '../../model/micros'
import type { Point } from '../../model/point'
import { rawTotals, totalsOf } from '../../model/totals'
import { type Verdict, VERDICT_WORDS } from '../../model/words'
import { useSurroundings } from '../context'

interface Props {
  readonly point: Point
  readonly chosen: Verdict | undefined
  readonly onChoose: (verdict: Verdict | undefined) => void
}

const countsOf = ({ lines }: Point): ReadonlyMap<Verdict, number> => {
  const counts = new Map<Verdict, number>()
  for (const { verdict } of lines) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return counts
}

/** Every verdict with its lines and their recorded amounts; together they are all that was recorded. */
export const Filter = ({ point, chosen, onChoose }: Props): VNode => {
  const { reader } = useSurroundings()
  const totals = totalsOf(point.totals)
  const counts = countsOf(point)
  const sum = (amounts: ReadonlyArray<AmountJson>): string =>
    amounts.map((amount) => moneyText(amount, reader.locale)).join(' + ')
  const { reported } = point.progress
  return (
    <>
      <div class="chips" role="group" aria-label="Lines by verdict">
        <button aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
          <span class="chip-name">All lines ({point.lines.length})</span>
          <span class="chip-sum">{sum(rawTotals(totals))}</span>
        </button>
        {totals.map(({ verdict, amounts }) => (
          <button
            key={verdict}
            aria-pressed={chosen === verdict}
            title={VERDICT_WORDS[verdict].title}
            onClick={() => onChoose(chosen === verdict ? undefined : verdict)}
          >
            <span class="chip-name">
              {verdict} ({counts.get(verdict) ?? 0})
            </span>
            <span class="chip-sum">{sum(amounts)}</span>
          </button>
        ))}
      </div>
      <p class="soft">
        Amounts as recorded: the verdicts’ sums add up to all lines.
        {reported === null ? '' : ` Less tax, credit and corrections, ${moneyText(reported, reader.locale)} of them qualifies.`}
      </p>
    </>
  )
}
