import type { Progress } from '@earnback/projections'
import type { VNode } from 'preact'
import { FLAG_WORDS, STATUS_WORDS } from '../../model/words'

const MARKS = { good: '✓', busy: '◔', warn: '!', off: '–' } as const

export const StatusBadge = ({ status }: Pick<Progress, 'status'>): VNode => {
  const { title, tone } = STATUS_WORDS[status]
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{MARKS[tone]}</span> {title}
    </span>
  )
}

interface HintsProps {
  readonly flags: Progress['flags']
  readonly risks: ReadonlyArray<{ readonly code: string; readonly rule: string; readonly message: string }>
}

/** Which flags say the same as a risk that stands beside them. */
const TOLD_BY_RISK: { readonly [code: string]: Progress['flags'][number] } = {
  AT_RISK_BALANCE_BELOW_BID: 'at_risk_balance',
  FUNDING_BELOW_THRESHOLD: 'funding_below_threshold',
}

const RISK_WORDS: { readonly [code: string]: string } = {
  BEHIND_PACE: 'At this pace the threshold is not reached before the window ends.',
}

export const Hints = ({ flags, risks }: HintsProps): VNode | null => {
  const told = new Set(risks.flatMap(({ code }) => TOLD_BY_RISK[code] ?? []))
  const hints = [
    ...risks.map(({ code, rule, message }) => {
      const flag = TOLD_BY_RISK[code]
      return { text: flag === undefined ? (RISK_WORDS[code] ?? message) : FLAG_WORDS[flag].text, rule }
    }),
    ...flags.filter((flag) => !told.has(flag)).map((flag) => FLAG_WORDS[flag]),
  ]
  if (hints.length === 0) return null
  return (
    <ul class="hints" aria-label="Good to know">
      {hints.map(({ text, rule }) => (
        <li>
          {text} <span class="rule">{rule}</span>
        </li>
      ))}
    </ul>
  )
}
