import type { VNode } from 'preact'
import { exactText, microsOfInstant } from '../../model/instant'
import { originText } from '../../model/origin'
import type { HistoryEvent } from '../../model/point'
import { Fact, FourTimes } from './line-detail'

const isBeyond = (text: string, limit: string | undefined): boolean =>
  limit !== undefined && microsOfInstant(text) > microsOfInstant(limit)

/** `CodeActivated` and `earnback.CodeActivated.v1` are told alike: `Code activated`. */
const typeWords = (type: string): string => {
  const name = type.replace(/^earnback\./, '').replace(/\.v\d+$/, '')
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const SPEND = /(^|\.)Spend(Recorded|Adjusted|Retracted)(\.|$)/

interface Props {
  readonly events: ReadonlyArray<HistoryEvent>
  readonly knownAt: string | undefined
}

/** What happened to the coupon, in the order of the log; its spend is in the table above. */
export const Timeline = ({ events, knownAt }: Props): VNode => {
  const steps = events.filter(({ type }) => !SPEND.test(type))
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ol class="timeline">
        {steps.map((event) => (
          <li key={event.position} class={isBeyond(event.recordedAt, knownAt) ? 'unknown' : undefined}>
            <details>
              <summary>
                <strong>{typeWords(event.type)}</strong> {exactText(event.occurredAt)}
                {isBeyond(event.recordedAt, knownAt) ? <em> not known yet at this point</em> : null}
              </summary>
              <dl class="facts">
                <FourTimes event={event} />
                <Fact name="Identity">
                  {event.source} <code>{event.id}</code>
                </Fact>
                <Fact name="Stream">
                  {event.stream}, revision {event.revision}
                </Fact>
                <Fact name="Log position">{event.position}</Fact>
                <Fact name="Origin">{originText(event) || 'not told'}</Fact>
                {typeof event.actor !== 'string' ? null : <Fact name="By">{event.actor}</Fact>}
                {typeof event.causationid !== 'string' ? null : <Fact name="Caused by">{event.causationid}</Fact>}
              </dl>
              <pre tabIndex={0}>{JSON.stringify(event.data, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ol>
    </section>
  )
}
