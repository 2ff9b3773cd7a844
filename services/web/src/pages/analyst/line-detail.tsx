import type { ComponentChildren, VNode } from 'preact'
import { boundaryText } from '../../model/boundary'
import { exactText } from '../../model/instant'
import { moneyText } from '../../model/micros'
import { originText } from '../../model/origin'
import type { HistoryEvent, Line, Point } from '../../model/point'
import { useSurroundings } from '../context'
import { useLoad } from '../use-load'
import { VerdictMark } from './lines'
import { loadEvent } from './load'

export const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

interface TimesProps {
  readonly event: Pick<HistoryEvent, 'occurredAt' | 'reportedAt' | 'recordedAt' | 'calculatedAt'>
}

export const FourTimes = ({ event }: TimesProps): VNode => (
  <>
    <Fact name="Occurred">{exactText(event.occurredAt)}</Fact>
    <Fact name="Reported">{event.reportedAt === null ? 'not told' : exactText(event.reportedAt)}</Fact>
    <Fact name="Recorded">{exactText(event.recordedAt)}</Fact>
    <Fact name="Calculated">{event.calculatedAt === null ? '–' : exactText(event.calculatedAt)}</Fact>
  </>
)

interface Props {
  readonly line: Line
  readonly point: Point
  readonly onClose: () => void
}

/** All that there is to say about one line. */
export const LineDetail = ({ line, point, onClose }: Props): VNode => {
  const { api, reader } = useSurroundings()
  const { data: event } = useLoad('event', (signal) => loadEvent(api, point.progress.couponId, line.position, signal))
  const boundary = boundaryText(line, point.progress)
  return (
    <aside class="detail" aria-label={`Spend ${line.spendId}`}>
      <div class="heading">
        <h3>{line.spendId}</h3>
        <button onClick={onClose}>Close</button>
      </div>
      <p>
        <VerdictMark verdict={line.verdict} /> {line.why} <span class="rule">{line.rule}</span>
      </p>
      {boundary === '' ? null : <p>{boundary}</p>}
      <dl class="facts">
        <Fact name="Amount">{moneyText(line.amount, reader.locale)}</Fact>
        <Fact name="Qualifying">{moneyText(line.qualifyingAmount, reader.locale)}</Fact>
        <Fact name="Calculated amount">{moneyText(line.calculatedAmount, reader.locale)}</Fact>
        <Fact name="Funding">{line.fundingAssumed ? 'not told: taken as cash' : 'told by the feed'}</Fact>
        <FourTimes event={{ ...line, reportedAt: event?.reportedAt ?? null }} />
        <Fact name="Identity">
          {line.source} <code>{line.id}</code>
        </Fact>
        <Fact name="Origin">{originText(line) || 'not told'}</Fact>
        <Fact name="Log position">{line.position}</Fact>
        {line.corrections.map(({ recordedAt, delta }) => (
          <Fact name="Corrected">
            {delta === null ? 'taken back' : moneyText(delta, reader.locale)}, recorded {exactText(recordedAt)}
          </Fact>
        ))}
      </dl>
      {event === undefined ? null : (
        <details>
          <summary>Data as recorded</summary>
          <pre tabIndex={0}>{JSON.stringify(event.data, null, 2)}</pre>
        </details>
      )}
    </aside>
  )
}
