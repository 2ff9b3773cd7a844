import type { Promotion, Promotions } from '@earnback/projections'
import type { VNode } from 'preact'
import { expectedBy } from '../../model/expected'
import { instantOfMicros, timeText } from '../../model/instant'
import { microsOf, moneyText } from '../../model/micros'
import { accountLink, couponLink } from '../../model/view'
import { STATUS_WORDS } from '../../model/words'
import { useSurroundings } from '../context'
import { DatesLine } from '../parts/dates-line'
import { Empty, Failed, Loading, Stale } from '../parts/notice'
import { ProgressBar } from '../parts/progress-bar'
import { Stamp } from '../parts/stamp'
import { Hints, StatusBadge } from '../parts/status'
import { useLive } from '../use-live'
import { useLoad } from '../use-load'
import { loadAccount } from './load'
import { Tabs } from './tabs'
import { offerText, statusDetail } from './told'

/** A browser keeps few connections to one server open; what is earning goes first. */
const FOLLOWED_MAX = 3

interface CardProps {
  readonly promotion: Promotion
  readonly pendingTimes: ReadonlyArray<string>
  readonly nowMicros: number
}

const Card = ({ promotion, pendingTimes, nowMicros }: CardProps): VNode => {
  const { reader } = useSurroundings()
  const { progress, risks, creditLeft } = promotion
  const isPending = progress.pending !== null && microsOf(progress.pending) !== 0n
  return (
    <article class="card" aria-label={progress.couponId}>
      <div class="heading">
        <h2>
          <a href={couponLink(progress.couponId)}>{offerText(progress, reader.locale)}</a>
        </h2>
        <StatusBadge status={progress.status} />
      </div>
      <p>
        {STATUS_WORDS[progress.status].meaning} {statusDetail(progress, promotion, reader)}
      </p>
      {progress.activatedAt === null ? null : (
        <ProgressBar progress={progress} expected={expectedBy(pendingTimes, isPending, nowMicros)} />
      )}
      <DatesLine progress={progress} nowMicros={nowMicros} />
      <Hints flags={progress.flags} risks={risks} />
      {creditLeft === null ? null : (
        <p>
          <strong>{moneyText(creditLeft, reader.locale)}</strong> of the credit is left.
        </p>
      )}
    </article>
  )
}

const TAB_IDS = ['earning', 'available', 'not_available', 'issued'] as const

const tabsOf = (
  body: Promotions,
): ReadonlyArray<{ readonly id: string; readonly name: string; readonly list: ReadonlyArray<Promotion> }> => [
  { id: 'earning', name: 'Earning', list: body.earning },
  { id: 'available', name: 'Available', list: body.available },
  { id: 'not_available', name: 'Not available', list: body.notAvailable },
  { id: 'issued', name: 'To activate', list: body.issued },
]

export const AccountPage = ({ adAccountId, tab }: { readonly adAccountId: string; readonly tab: string | undefined }): VNode => {
  const { api, reader, go } = useSurroundings()
  const { data, failure, reload } = useLoad(adAccountId, (signal) => loadAccount(api, adAccountId, signal))
  const followed =
    data === undefined ? [] : data.promotions.earning.slice(0, FOLLOWED_MAX).map(({ progress }) => progress.couponId)
  const isLive = useLive(followed, reload)
  if (data === undefined)
    return failure === undefined ? <Loading what="the promotions" /> : <Failed isPage failure={failure} onRetry={reload} />
  const tabs = tabsOf(data.promotions)
  const chosen = TAB_IDS.find((id) => id === tab) ?? tabs.find(({ list }) => list.length > 0)?.id ?? 'earning'
  const shown = tabs.find(({ id }) => id === chosen)?.list ?? []
  const nowMicros = data.serverMs * 1_000
  const since = timeText(instantOfMicros(nowMicros), reader)
  return (
    <>
      {failure === undefined && isLive !== false ? null : <Stale since={since} onRetry={reload} />}
      <h1>Promotions</h1>
      <p class="ids">
        Ad account <code>{adAccountId}</code>
      </p>
      <Tabs
        label="Promotions by state"
        tabs={tabs.map(({ id, name, list }) => ({ id, name: `${name} (${list.length})` }))}
        chosen={chosen}
        onChoose={(id) => go(`${accountLink(adAccountId)}?tab=${id}`, 'replace')}
      >
        {shown.length === 0 ? (
          <Empty title="Nothing here">
            <p>A code that was just activated can take a moment. One that never shows up was not accepted.</p>
          </Empty>
        ) : (
          shown.map((promotion) => (
            <Card
              key={promotion.progress.couponId}
              promotion={promotion}
              pendingTimes={data.pendingTimes.get(promotion.progress.couponId) ?? []}
              nowMicros={nowMicros}
            />
          ))
        )}
      </Tabs>
      <Stamp serverMs={data.serverMs} position={data.promotions.position} isLive={isLive} />
    </>
  )
}
