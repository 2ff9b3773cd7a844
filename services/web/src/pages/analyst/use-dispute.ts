import { useCallback, useMemo, useRef, useState } from 'preact/hooks'
import type { HistoryEvent } from '../../model/point'
import { type Knots, knotsOf, withNamed } from '../../model/snap'
import { disputeLink, type View } from '../../model/view'
import { useSurroundings } from '../context'
import { useLive } from '../use-live'
import { type Loaded, useLoad } from '../use-load'
import { loadEvents, loadPoint, type LoadedPoint } from './load'

export interface DisputeData {
  readonly point: Loaded<LoadedPoint>
  readonly history: Loaded<ReadonlyArray<HistoryEvent>>
  readonly eventAt: (position: number) => HistoryEvent | undefined
  readonly knots: Knots
  /** How often the coupon changed since this was loaded: it does not move under the analyst's eye. */
  readonly news: number
  readonly isLive: boolean | undefined
  readonly refresh: () => void
}

/** What the analyst's page knows: the point on show, the whole history, and where the sliders can stand in it. */
export const useDispute = (couponId: string, { asOf, knownAt }: View): DisputeData => {
  const { api } = useSurroundings()
  const point = useLoad(`${asOf ?? ''} ${knownAt ?? ''}`, (signal) => loadPoint(api, couponId, { asOf, knownAt }, signal))
  const history = useLoad('events', (signal) => loadEvents(api, couponId, signal))
  const [news, setNews] = useState(0)
  const isLive = useLive([couponId], () => setNews((count) => count + 1))
  const byPosition = useMemo(() => new Map((history.data ?? []).map((event) => [event.position, event])), [history.data])
  const eventAt = useCallback((position: number) => byPosition.get(position), [byPosition])
  const all = useMemo(() => knotsOf(history.data ?? []), [history.data])
  const knots = useMemo(
    () => ({ asOf: withNamed(all.asOf, asOf), knownAt: withNamed(all.knownAt, knownAt) }),
    [all, asOf, knownAt],
  )
  const refresh = (): void => {
    setNews(0)
    point.reload()
    history.reload()
  }
  return { point, history, eventAt, knots, news, isLive, refresh }
}

/** Changes the view, and the address with it. Two parts can change it before it is drawn again; each adds to what the other did. */
export const useView = (couponId: string, view: View): ((change: Partial<View>) => void) => {
  const { go } = useSurroundings()
  const latest = useRef(view)
  latest.current = view
  return useCallback((change) => {
    latest.current = { ...latest.current, ...change }
    go(disputeLink(couponId, latest.current), 'replace')
  }, [])
}
