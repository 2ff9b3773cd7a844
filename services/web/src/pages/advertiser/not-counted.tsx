import type { Explanation } from '@earnback/projections'
import type { VNode } from 'preact'
import { moneyText } from '../../model/micros'
import { notCounted } from '../../model/totals'
import { disputeLink } from '../../model/view'
import { VERDICT_WORDS } from '../../model/words'
import { useSurroundings } from '../context'

interface Props {
  readonly couponId: string
  readonly explanation: Explanation
  readonly currency: string | undefined
}

export const NotCounted = ({ couponId, explanation, currency }: Props): VNode => {
  const { reader } = useSurroundings()
  const rows = notCounted(explanation, currency)
  return (
    <section class="card" aria-labelledby="not-counted">
      <h2 id="not-counted">What did not count, and why</h2>
      {rows.length === 0 ? <p>Everything that was recorded counts or is being calculated.</p> : null}
      <ul class="reasons">
        {rows.map(({ verdict, amounts }) => (
          <li>
            <span class="amount">{amounts.map((amount) => moneyText(amount, reader.locale)).join(' + ')}</span>
            <span>
              not counted: {VERDICT_WORDS[verdict].title} <span class="rule">{VERDICT_WORDS[verdict].rule}</span>
            </span>
            <a href={disputeLink(couponId, { verdict })}>
              which lines<span class="hidden">: {VERDICT_WORDS[verdict].title}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
