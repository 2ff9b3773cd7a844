import type { Explanation, Progress } from '@earnback/projections'
import type { HistoryEvent, Line, Point } from '../../model/point'
import type { Api } from '../api'

const PAGE_ENTRIES = 1_000

type Page<Body> = Body & { readonly nextCursor?: string | null }

/** Every page of a list, as they come. */
async function* allPages<Body>(api: Api, path: string, query: URLSearchParams, signal: AbortSignal): AsyncGenerator<Page<Body>> {
  query.set('limit', String(PAGE_ENTRIES))
  let cursor: string | undefined
  do {
    if (cursor !== undefined) query.set('cursor', cursor)
    const { body } = await api.get<Page<Body>>(`${path}?${query.toString()}`, signal)
    yield body
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

interface Spend {
  readonly totals: Point['totals']
  readonly lines: ReadonlyArray<Line>
}

const loadSpend = async (api: Api, path: string, query: URLSearchParams, signal: AbortSignal): Promise<Spend> => {
  const lines: Array<Line> = []
  let totals: Point['totals'] = { totals: {}, totalsByCurrency: {} }
  for await (const page of allPages<Explanation>(api, `${path}/spend`, query, signal)) {
    totals = { totals: page.totals, totalsByCurrency: page.totalsByCurrency }
    for (const line of page.verdicts) lines.push(line)
  }
  return { totals, lines }
}

export const loadPoint = async (api: Api, couponId: string, at: At, signal: AbortSignal): Promise<LoadedPoint> => {
  const path = pathOf(couponId)
  const query = timesOf(at)
  const asked = query.toString()
  const [progress, spend] = await Promise.all([
    api.get<Progress>(asked === '' ? path : `${path}?${asked}`, signal),
    loadSpend(api, path, query, signal),
  ])
  return { ...at, ...spend, progress: progress.body, serverMs: progress.serverMs }
}

interface History {
  readonly events: ReadonlyArray<HistoryEvent>
}

export const loadEvents = async (api: Api, couponId: string, signal: AbortSignal): Promise<ReadonlyArray<HistoryEvent>> => {
  const events: Array<HistoryEvent> = []
  for await (const page of allPages<History>(api, `${pathOf(couponId)}/events`, new URLSearchParams(), signal)) {
    for (const event of page.events) events.push(event)
  }
  return events
}
