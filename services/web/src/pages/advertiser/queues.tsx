import type { Deliveries, QueuedFinding } from '@earnback/projections'
import type { VNode } from 'preact'
import { timeText } from '../../model/instant'
import { moneyText } from '../../model/micros'
import { couponLink, disputeLink } from '../../model/view'
import { ApiFailure } from '../api'
import { useSurroundings } from '../context'
import { Failed, Loading } from '../parts/notice'
import { useLoad } from '../use-load'

/** Undefined where the caller may not see it: an advertiser has no queues. */
const permitted = async <Body,>(asked: Promise<{ readonly body: Body }>): Promise<Body | undefined> => {
  try {
    return (await asked).body
  } catch (error) {
    if (error instanceof ApiFailure && (error.status === 403 || error.status === 404)) return undefined
    throw error
  }
}

const SHOWN_MAX = 10

const Findings = ({ findings }: { readonly findings: ReadonlyArray<QueuedFinding> }): VNode => (
  <section class="card" aria-labelledby="findings">
    <h2 id="findings">For a person to look at</h2>
    {findings.length === 0 ? <p>Nothing waits.</p> : null}
    <ul class="queue">
      {findings.slice(0, SHOWN_MAX).map(({ couponId, code, rule, about, message }) => (
        <li key={`${couponId} ${code} ${about}`}>
          <a href={disputeLink(couponId)}>{couponId}</a> <span>{message}</span> <span class="rule">{rule}</span>{' '}
          <code>{about}</code>
        </li>
      ))}
    </ul>
  </section>
)

const DeliveryList = ({ deliveries }: Pick<Deliveries, 'deliveries'>): VNode => {
  const { reader } = useSurroundings()
  const waiting = deliveries.filter(({ grantedAt }) => grantedAt === null)
  return (
    <section class="card" aria-labelledby="deliveries">
      <h2 id="deliveries">Credit to come</h2>
      {waiting.length === 0 ? <p>Every credit that is due was granted.</p> : null}
      <ul class="queue">
        {waiting.slice(0, SHOWN_MAX).map(({ couponId, reward, businessDayDue, isOverdue, blockedBy }) => (
          <li key={couponId}>
            <a href={couponLink(couponId)}>{couponId}</a> <span>{reward === null ? '' : moneyText(reward, reader.locale)}</span>{' '}
            <span>
              {isOverdue ? 'overdue since' : 'due by'} {timeText(businessDayDue, reader)}
            </span>
            {blockedBy === null ? null : <span> stopped by a {blockedBy}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

export const Queues = (): VNode | null => {
  const { api } = useSurroundings()
  const { data, failure, reload } = useLoad('queues', async (signal) => ({
    findings: await permitted(api.get<{ readonly findings: ReadonlyArray<QueuedFinding> }>('/v1/findings?limit=50', signal)),
    deliveries: await permitted(api.get<Deliveries>('/v1/deliveries', signal)),
  }))
  if (data === undefined)
    return failure === undefined ? <Loading what="the queues" /> : <Failed failure={failure} onRetry={reload} />
  return (
    <>
      {data.findings === undefined ? null : <Findings findings={data.findings.findings} />}
      {data.deliveries === undefined ? null : <DeliveryList deliveries={data.deliveries.deliveries} />}
    </>
  )
}
