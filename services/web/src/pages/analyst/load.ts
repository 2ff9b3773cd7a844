import type { Explanation, Progress } from '@earnback/projections'
import type { HistoryEvent, Line, Point } from '../../model/point'
import type { Api } from '../api'

const PAGE_ENTRIES = 1_000

type Page<Body> = Body & { readonly nextCursor?: string | null }

/** Every page of a list; each is told as it comes, for the reader who waits. */
const allPages = async <Body>(
  api: Api,
  path: string,
  query: URLSearchParams,
  signal: AbortSignal,
  onPage: (body: Body) => void,
): Promise<void> => {
  query.set('limit', String(PAGE_ENTRIES))
  let cursor: string | undefined
  do {
    if (cursor !== undefined) query.set('cursor', cursor)
    const { body } = await api.get<Page<Body>>(`${path}?${query.toString()}`, signal)
    onPage(body)
    cursor = body.nextCursor ?? undefined
  } while (cursor !== undefined)
}

const pathOf = (couponId: string): string => `/v1/coupons/${encodeURIComponent(couponId)}`

export interface At {
  readonly asOf: string | undefined
  readonly knownAt: string | undefined
}

const timesOf = ({ asOf, knownAt }: At): URLSearchParams => {
  const query = new URLSearchParams()
  if (asOf !== undefined) query.set('asOf', asOf)
  if (knownAt !== undefined) query.set('knownAt', knownAt)
  return query
}

export interface LoadedPoint extends Point {
  readonly serverMs: number
}

export const loadPoint = async (api: Api, couponId: string, at: At, signal: AbortSignal): Promise<LoadedPoint> => {
  const path = pathOf(couponId)
  const query = timesOf(at)
  const asked = query.toString()
  const lines: Array<Line> = []
  let first: Explanation | undefined
  const [progress] = await Promise.all([
    api.get<Progress>(asked === '' ? path : `${path}?${asked}`, signal),
    allPages<Explanation>(api, `${path}/spend`, query, signal, (page) => {
      first ??= page
      for (const line of page.verdicts) lines.push(line)
    }),
  ])
  const { totals = {}, totalsByCurrency = {} } = first ?? {}
  return { ...at, progress: progress.body, totals: { totals, totalsByCurrency }, lines, serverMs: progress.serverMs }
}

export const loadEvents = async (api: Api, couponId: string, signal: AbortSignal): Promise<ReadonlyArray<HistoryEvent>> => {
  const events: Array<HistoryEvent> = []
  await allPages<{ readonly events: ReadonlyArray<HistoryEvent> }>(
    api,
    `${pathOf(couponId)}/events`,
    new URLSearchParams(),
    signal,
    (page) => {
      for (const event of page.events) events.push(event)
    },
  )
  return events
}
