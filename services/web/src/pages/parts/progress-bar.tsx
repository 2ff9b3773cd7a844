import type { Progress } from '@earnback/projections'
import type { VNode } from 'preact'
import { barOf } from '../../model/bar'
import type { Expected } from '../../model/expected'
import { timeText } from '../../model/instant'
import { microsOf, moneyText } from '../../model/micros'
import { useSurroundings } from '../context'

const expectedWords = (expected: Expected, time: (at: string) => string): string =>
  expected.kind === 'by' ? `expected by ${time(expected.at)}` : 'expected with the next calculation'

interface Props {
  readonly progress: Progress
  readonly expected: Expected
}

export const ProgressBar = ({ progress, expected }: Props): VNode | null => {
  const { reader } = useSurroundings()
  const { calculated, pending, threshold } = progress
  if (calculated === null || pending === null || threshold === null) return null
  const bar = barOf(calculated, pending, threshold, reader.locale)
  const isPending = microsOf(pending) !== 0n
  const isMissing = microsOf(bar.missing) > 0n
  return (
    <div class="progress">
      <p class="figure">
        <strong>{moneyText(calculated, reader.locale)}</strong> of {moneyText(threshold, reader.locale)}
      </p>
      <div
        class="bar"
        role="progressbar"
        aria-label={`Progress of ${progress.couponId}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, bar.countedPercent)}
        aria-valuetext={bar.label}
      >
        <span class="counted" style={{ width: `${bar.counted / 10}%` }} />
        <span class="pending" style={{ width: `${bar.pending / 10}%` }} />
      </div>
      <ul class="legend">
        <li>
          <span class="swatch counted" aria-hidden="true" /> {moneyText(calculated, reader.locale)} counted
        </li>
        {isPending ? (
          <li>
            <span class="swatch pending" aria-hidden="true" /> {moneyText(pending, reader.locale)} being calculated,{' '}
            {expectedWords(expected, (at) => timeText(at, reader))}
          </li>
        ) : null}
        {isMissing ? (
          <li>
            <span class="swatch" aria-hidden="true" /> {moneyText(bar.missing, reader.locale)} still missing
          </li>
        ) : null}
      </ul>
    </div>
  )
}
