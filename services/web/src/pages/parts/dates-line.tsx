import type { Progress } from '@earnback/projections'
import type { VNode } from 'preact'
import { datesLineOf } from '../../model/dates-line'
import { timeText } from '../../model/instant'
import { useSurroundings } from '../context'

export const DatesLine = ({ progress, nowMicros }: { readonly progress: Progress; readonly nowMicros: number }): VNode | null => {
  const { reader } = useSurroundings()
  const line = datesLineOf(progress, nowMicros)
  if (line === undefined) return null
  return (
    <div class="dates">
      <div class="rail" aria-hidden="true">
        <span class="passed" style={{ width: `${line.here / 10}%` }} />
        {line.stations.map(({ place, isPast }) => (
          <span class={isPast ? 'stop past' : 'stop'} style={{ left: `${place / 10}%` }} />
        ))}
        <span class="here" style={{ left: `${line.here / 10}%` }}>
          <span class={line.here > 800 ? 'here-label last' : line.here < 200 ? 'here-label first' : 'here-label'}>
            you are here
          </span>
        </span>
      </div>
      <ol>
        {line.stations.map(({ name, at }) => (
          <li>
            <span class="station">{name}</span> <time dateTime={at}>{timeText(at, reader)}</time>
          </li>
        ))}
      </ol>
      <p class="hidden">You are here: {line.hereWords}.</p>
    </div>
  )
}
