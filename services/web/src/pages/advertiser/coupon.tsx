import type { VNode } from 'preact'
import { expectedBy } from '../../model/expected'
import { instantOfMicros, timeText } from '../../model/instant'
import { microsOf, moneyText } from '../../model/micros'
import { accountLink, disputeLink } from '../../model/view'
import { STATUS_WORDS } from '../../model/words'
import { useSurroundings } from '../context'
import { DatesLine } from '../parts/dates-line'
import { Failed, Loading, Stale } from '../parts/notice'
import { ProgressBar } from '../parts/progress-bar'
import { Stamp } from '../parts/stamp'
import { Hints, StatusBadge } from '../parts/status'
import { useLive } from '../use-live'
import { useLoad } from '../use-load'
import { type CouponData, loadCoupon } from './load'
import { NotCounted } from './not-counted'
import { offerText, statusDetail } from './told'

const Body = ({ data, isLive }: { readonly data: CouponData; readonly isLive: boolean | undefined }): VNode => {
  const { reader } = useSurroundings()
  const { progress, explanation, promotion, serverMs } = data
  const nowMicros = serverMs * 1_000
  const isPending = progress.pending !== null && microsOf(progress.pending) !== 0n
  return (
    <>
      <div class="heading">
        <h1>{offerText(progress, reader.locale)}</h1>
        <StatusBadge status={progress.status} />
      </div>
      <p class="lead">
        {STATUS_WORDS[progress.status].meaning} {statusDetail(progress, promotion, reader)}
      </p>
      <p class="ids">
        Coupon <code>{progress.couponId}</code>
        {progress.adAccountId === null ? null : (
          <>
            {' '}
            on <a href={accountLink(progress.adAccountId)}>{progress.adAccountId}</a>
          </>
        )}
      </p>
      <section class="card" aria-label="Progress">
        <ProgressBar progress={progress} expected={expectedBy(data.pendingTimes, isPending, nowMicros)} />
        <DatesLine progress={progress} nowMicros={nowMicros} />
        <Hints flags={progress.flags} risks={promotion?.risks ?? []} />
        {!promotion?.creditLeft ? null : (
          <p>
            <strong>{moneyText(promotion.creditLeft, reader.locale)}</strong> of the credit is left.
          </p>
        )}
      </section>
      <NotCounted couponId={progress.couponId} explanation={explanation} currency={progress.threshold?.currency} />
      <p>
        <a href={disputeLink(progress.couponId)}>Look at every line, at any point in time</a> (analyst’s view)
      </p>
      <Stamp serverMs={serverMs} position={progress.position} calculatedThrough={progress.calculatedThrough} isLive={isLive} />
    </>
  )
}

export const CouponPage = ({ couponId }: { readonly couponId: string }): VNode => {
  const { api, reader } = useSurroundings()
  const { data, failure, reload } = useLoad(couponId, (signal) => loadCoupon(api, couponId, signal))
  const isLive = useLive(data === undefined ? [] : [couponId], reload)
  if (data === undefined)
    return failure === undefined ? <Loading what="the coupon" /> : <Failed isPage failure={failure} onRetry={reload} />
  const since = timeText(instantOfMicros(data.serverMs * 1_000), reader)
  return (
    <>
      {failure === undefined && isLive !== false ? null : <Stale since={since} onRetry={reload} />}
      <Body data={data} isLive={isLive} />
    </>
  )
}
