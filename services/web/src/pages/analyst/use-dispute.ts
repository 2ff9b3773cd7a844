import { useCallback, useMemo, useRef, useState } from 'preact/hooks'
import type { HistoryEvent } from '../../model/point'
import { type Knots, KnotSets, withNamed } from '../../model/snap'
import { disputeLink, type View } from '../../model/view'
import { useSurroundings } from '../context'
import { useLive } from '../use-live'
import { type Loaded, useLoad } from '../use-load'
import { type At, loadEvents, loadPoint, type LoadedPoint } from './load'

export interface DisputeData {
  readonly point: Loaded<LoadedPoint | undefined>
  readonly history: Loaded<ReadonlyArray<HistoryEvent>>
  readonly knots: Knots
  /** How often the coupon changed since this was loaded: it does not move under the analyst's eye. */
  readonly news: number
  readonly isLive: boolean | undefined
  readonly refresh: () => void
}

const ALL: At = { asOf: undefined, knownAt: undefined }
const NO_KNOTS = new KnotSets().sorted()

/** What the analyst's page knows: all lines, the point on show where it is another, the history, and where the sliders can stand in it. */
export const useDispute = (couponId: string, { asOf, knownAt }: View): DisputeData => {
  const { api } = useSurroundings()
  const isAll = asOf === undefined && knownAt === undefined
  const all = useLoad<LoadedPoint>('all', (...how) => loadPoint(api, couponId, ALL, ...how))
  const then = useLoad<LoadedPoint | undefined>(`${asOf ?? ''} ${knownAt ?? ''}`, async (...how) =>
    isAll ? undefined : loadPoint(api, couponId, { asOf, knownAt }, ...how),
  )
  const history = useLoad('events', (signal) => loadEvents(api, couponId, signal))
  const [news, setNews] = useState(0)
  const isLive = useLive([couponId], () => setNews((count) => count + 1))
  const places = useMemo(
    () => (all.data?.isWhole === true ? all.data.knots.add(history.data ?? []).sorted() : NO_KNOTS),
    [all.data, history.data],
  )
  const knots = useMemo(
    () => ({ asOf: withNamed(places.asOf, asOf), knownAt: withNamed(places.knownAt, knownAt) }),
    [places, asOf, knownAt],
  )
  const refresh = (): void => {
    setNews(0)
    for (const { reload } of [all, then, history]) reload()
  }
  const point = isAll ? all : { ...then, data: then.data ?? all.data }
  return { point, history, knots, news, isLive, refresh }
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
