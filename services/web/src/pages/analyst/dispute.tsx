import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Line } from '../../model/point'
import { couponLink, type View } from '../../model/view'
import { Empty, Failed, Loading } from '../parts/notice'
import { Stamp } from '../parts/stamp'
import { StatusBadge } from '../parts/status'
import { Chart } from './chart'
import { Compare } from './compare'
import { Export } from './export'
import { Filter } from './filter'
import { LineDetail } from './line-detail'
import { Lines } from './lines'
import type { LoadedPoint } from './load'
import { Sliders } from './sliders'
import { Timeline } from './timeline'
import { useDispute, useView } from './use-dispute'
import { VerdictText } from './verdict-text'
import { WhatIf } from './what-if'

interface SpendProps {
  readonly point: LoadedPoint
  readonly view: View
  readonly onView: (view: Partial<View>) => void
}

const Spend = ({ point, view, onView }: SpendProps): VNode => {
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
    <section class="card" aria-labelledby="spend" aria-busy={!point.isWhole}>
      <div class="heading">
        <h2 id="spend">Every line and its verdict</h2>
        {point.isWhole ? <Export couponId={couponId} asOf={asOf} knownAt={knownAt} position={position} lines={lines} /> : null}
      </div>
      <Filter point={point} chosen={view.verdict} onChoose={(verdict) => onView({ verdict })} />
      {lines.length === 0 ? (
        <Empty title="No line at this point" />
      ) : (
        <Lines
          key={`${asOf ?? ''} ${knownAt ?? ''} ${view.verdict ?? ''}`}
          point={point}
          lines={lines}
          chosen={shown}
          onChoose={choose}
        />
      )}
      {shown === undefined ? null : (
        <LineDetail key={shown.position} line={shown} point={point} onClose={() => setChosen(undefined)} />
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
  const { point, history, knots, news, isLive, refresh } = useDispute(couponId, view)
  const onView = useView(couponId, view)
  const failure = point.failure ?? history.failure
  const data = point.data
  if (data === undefined) {
    return failure === undefined ? <Loading what="the lines" /> : <Failed isPage failure={failure} onRetry={refresh} />
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
      <VerdictText point={data} isUpdating={data.asOf !== view.asOf || data.knownAt !== view.knownAt} />
      <Sliders knots={knots} at={view} onMove={onView} />
      <Chart point={data} />
      <Spend point={data} view={view} onView={onView} />
      <Compare couponId={couponId} point={data} with={view.compare} onPin={(compare) => onView({ compare })} />
      {history.data === undefined ? <Loading what="the history" /> : <Timeline events={history.data} knownAt={view.knownAt} />}
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
