import type { VNode } from 'preact'
import { instantOfMicros, secondText, timeText } from '../../model/instant'
import { useSurroundings } from '../context'

interface Props {
  readonly serverMs: number
  readonly position: number
  readonly calculatedThrough?: string | null
  /** Undefined where nothing is followed. */
  readonly isLive?: boolean | undefined
}

/** What the figures stand for: the moment, the log's position, how far spend is calculated. */
export const Stamp = ({ serverMs, position, calculatedThrough, isLive }: Props): VNode => {
  const { reader } = useSurroundings()
  const at = instantOfMicros(serverMs * 1_000)
  return (
    <p class="stamp">
      {isLive === undefined ? null : (
        <span class={isLive ? 'live on' : 'live'}>
          <span aria-hidden="true">{isLive ? '●' : '○'}</span> {isLive ? 'Live' : 'Not live'}
        </span>
      )}
      <span>
        As of <time dateTime={at}>{secondText(at, reader)}</time>
      </span>
      {typeof calculatedThrough !== 'string' ? null : <span>spend calculated up to {timeText(calculatedThrough, reader)}</span>}
      <span>log position {position}</span>
    </p>
  )
}
