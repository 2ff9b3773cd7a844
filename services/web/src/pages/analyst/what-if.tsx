import type { VNode } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { exactText, instantOfMicros, microsOfInstant } from '../../model/instant'
import { moneyText } from '../../model/micros'
import { type WhatIf as Outcome, whatIfOf } from '../../model/what-if'
import { useSurroundings } from '../context'
import type { LoadedPoint } from './load'

/** What a person types: an instant in UTC with up to six fractional digits; undefined for anything else. */
const typedInstant = (text: string): string | undefined => {
  const parts = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(\.\d{1,6})?\s*(Z|UTC)?\s*$/.exec(text)
  if (parts === null) return undefined
  const fraction = (parts[4] ?? '.').slice(1).padEnd(6, '0')
  const micros = microsOfInstant(`${parts[1] ?? ''}T${parts[2] ?? ''}${parts[3] ?? ':00'}.${fraction}Z`)
  return Number.isNaN(micros) ? undefined : instantOfMicros(micros)
}

const OutcomeText = ({ outcome }: { readonly outcome: Outcome }): VNode => {
  const { reader } = useSurroundings()
  const { qualifying, difference, isReached, gained, lost } = outcome
  return (
    <div class="hypothetical" role="status">
      <p>
        <strong>Hypothetical:</strong> activated {exactText(outcome.activatedAt)}, with a window until{' '}
        {exactText(outcome.windowEndsAt)}, <strong>{moneyText(qualifying, reader.locale)}</strong> would qualify (
        {difference.amount.startsWith('-') ? '' : '+'}
        {moneyText(difference, reader.locale)}): {gained} lines more, {lost} fewer.{' '}
        {isReached ? 'The threshold would be reached.' : 'The threshold would not be reached.'}
      </p>
      <p class="soft">
        Only time is weighed anew. What another rule leaves out stays out, and a line that enters is taken as all cash without
        tax. No evidence: it is in no export.
      </p>
    </div>
  )
}

interface Props {
  readonly point: LoadedPoint
  readonly at: string | undefined
  readonly onChange: (at: string | undefined) => void
}

export const WhatIf = ({ point, at, onChange }: Props): VNode => {
  const [text, setText] = useState(at === undefined ? '' : exactText(at))
  const [isWrong, setWrong] = useState(false)
  useEffect(() => setText(at === undefined ? '' : exactText(at)), [at])
  const outcome = useMemo(() => (at === undefined || !point.isWhole ? undefined : whatIfOf(point, at)), [point, at])
  const onSubmit = (event: Event): void => {
    event.preventDefault()
    const typed = typedInstant(text)
    setWrong(typed === undefined)
    if (typed !== undefined) onChange(typed)
  }
  const example = point.progress.activatedAt
  return (
    <section class="card" aria-labelledby="what-if">
      <h2 id="what-if">What if it had been activated at another time?</h2>
      {example === null ? (
        <p>There is no activation to move at this point in time.</p>
      ) : (
        <form class="look-up" onSubmit={onSubmit}>
          <label>
            Activation instant (UTC)
            <input
              value={text}
              placeholder={exactText(example)}
              autocomplete="off"
              aria-invalid={isWrong}
              aria-describedby={isWrong ? 'what-if-wrong' : undefined}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <button>Weigh it</button>
          {at === undefined ? null : (
            <button type="button" onClick={() => onChange(undefined)}>
              Forget it
            </button>
          )}
        </form>
      )}
      {isWrong ? (
        <p id="what-if-wrong" role="alert">
          Found “{text}”; expected a time in UTC such as {exactText(example ?? '2026-03-01T10:00:00.000Z')}.
        </p>
      ) : null}
      {outcome === undefined ? null : <OutcomeText outcome={outcome} />}
    </section>
  )
}
