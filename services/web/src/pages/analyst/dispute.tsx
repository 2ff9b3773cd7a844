import type { VNode } from 'preact'
import { useCallback, useMemo, useRef, useState } from 'preact/hooks'
import type { HistoryEvent, Line } from '../../model/point'
import { knotsOf, withNamed } from '../../model/snap'
import { couponLink, disputeLink, type View } from '../../model/view'
import { useSurroundings } from '../context'
import { Empty, Failed, Loading } from '../parts/notice'
import { Stamp } from '../parts/stamp'
import { StatusBadge } from '../parts/status'
import { useLive } from '../use-live'
import { useLoad } from '../use-load'
import { Chart } from './chart'
import { Compare } from './compare'
import { Export } from './export'
import { Filter } from './filter'
import { LineDetail } from './line-detail'
import { Lines } from './lines'
import { loadEvents, loadPoint, type LoadedPoint } from './load'
import { Sliders } from './sliders'
import { Timeline } from './timeline'
import { VerdictText } from './verdict-text'
import { WhatIf } from './what-if'

interface SpendProps {
  readonly point: LoadedPoint
  readonly view: View
  readonly eventAt: (position: number) => HistoryEvent | undefined
  readonly onView: (view: Partial<View>) => void
}

const Spend = ({ point, view, eventAt, onView }: SpendProps): VNode => {
  const [chosen, setChosen] = useState<Line>()
  const { couponId, position } = point.progress
  const { asOf, knownAt } = point
  const lines = useMemo(
    () => (view.verdict === undefined ? point.lines : point.lines.filter(({ verdict }) => verdict === view.verdict)),
    [point, view.verdict],
  )
  const shown = chosen === undefined ? undefined : lines.find((line) => line.position === chosen.position)
  const choose = (line: Line): void => setChosen(line.position === shown?.position ? undefined : line)
  return (
    <section class="card" aria-labelledby="spend">
      <div class="heading">
        <h2 id="spend">Every line and its verdict</h2>
        <Export couponId={couponId} asOf={asOf} knownAt={knownAt} position={position} lines={lines} eventAt={eventAt} />
      </div>
      <Filter point={point} chosen={view.verdict} onChoose={(verdict) => onView({ verdict })} />
      {lines.length === 0 ? (
        <Empty title="No line at this point" />
      ) : (
        <Lines point={point} lines={lines} eventAt={eventAt} chosen={shown} onChoose={choose} />
      )}
      {shown === undefined ? null : (
        <LineDetail line={shown} point={point} event={eventAt(shown.position)} onClose={() => setChosen(undefined)} />
      )}
    </section>
  )
}

const News = ({ count, onShow }: { readonly count: number; readonly onShow: () => void }): VNode | null =>
  count === 0 ? null : (
    <div class="notice stale" role="status">
      <p>The coupon has changed since this view was made.</p>
      <button onClick={onShow}>Show what is new</button>
    </div>
  )

interface Props {
  readonly couponId: string
  readonly view: View
}

export const Dispute = ({ couponId, view }: Props): VNode => {
  const { api, go } = useSurroundings()
  const { asOf, knownAt } = view
  const point = useLoad(`${asOf ?? ''} ${knownAt ?? ''}`, (signal) => loadPoint(api, couponId, { asOf, knownAt }, signal))
  const history = useLoad('events', (signal) => loadEvents(api, couponId, signal))
  const [news, setNews] = useState(0)
  const isLive = useLive([couponId], () => setNews((count) => count + 1))
  const events = history.data ?? []
  const byPosition = useMemo(() => new Map(events.map((event) => [event.position, event])), [history.data])
  const eventAt = useCallback((position: number) => byPosition.get(position), [byPosition])
  const all = useMemo(() => knotsOf(events), [history.data])
  const knots = useMemo(
    () => ({ asOf: withNamed(all.asOf, asOf), knownAt: withNamed(all.knownAt, knownAt) }),
    [all, asOf, knownAt],
  )
  // Two parts can change the view before it is drawn again; each adds to what the other did.
  const latest = useRef(view)
  latest.current = view
  const onView = useCallback((change: Partial<View>): void => {
    latest.current = { ...latest.current, ...change }
    go(disputeLink(couponId, latest.current), 'replace')
  }, [])
  const refresh = (): void => {
    setNews(0)
    point.reload()
    history.reload()
  }
  const failure = point.failure ?? history.failure
  const data = point.data
  if (data === undefined || history.data === undefined) {
    return failure === undefined ? (
      <Loading what="the lines and their history" />
    ) : (
      <Failed isPage failure={failure} onRetry={refresh} />
    )
  }
  return (
    <>
      <div class="heading">
        <div class="named">
          <h1>
            Coupon <span class="id">{couponId}</span>
          </h1>
          <StatusBadge status={data.progress.status} />
        </div>
        <a href={couponLink(couponId)}>As the advertiser sees it</a>
      </div>
      {failure === undefined ? null : <Failed failure={failure} onRetry={refresh} />}
      <News count={news} onShow={refresh} />
      <VerdictText point={data} isUpdating={point.isLoading} />
      <Sliders knots={knots} at={view} onMove={onView} />
      <Chart point={data} eventAt={eventAt} />
      <Spend point={data} view={view} eventAt={eventAt} onView={onView} />
      <Compare couponId={couponId} point={data} with={view.compare} onPin={(compare) => onView({ compare })} />
      <Timeline events={events} knownAt={knownAt} />
      <WhatIf point={data} at={view.whatIf} onChange={(whatIf) => onView({ whatIf })} />
      <Stamp
        serverMs={data.serverMs}
        position={data.progress.position}
        calculatedThrough={data.progress.calculatedThrough}
        isLive={isLive}
      />
    </>
  )
}
