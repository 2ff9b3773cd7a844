import type { Explanation, Progress } from '@earnback/projections'
import { ChartSums, type ChartData } from '../../model/chart-data'
import type { HistoryEvent, Line, Point } from '../../model/point'
import { KnotSets } from '../../model/snap'
import type { Api } from '../api'

const PAGE_ENTRIES = 1_000

const allOf = (query: URLSearchParams): string => {
  query.set('limit', String(PAGE_ENTRIES))
  return query.toString()
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

/** Grows while its lines come. */
export interface LoadedPoint extends Point {
  readonly serverMs: number
  readonly isWhole: boolean
  readonly chart: ChartData
  readonly knots: KnotSets
}

interface Spend extends Omit<Explanation, 'verdicts'> {
  readonly verdicts: ReadonlyArray<Line>
  readonly nextCursor: string | null
}

/** Tells what has come of the lines each time they are twice as many. */
export const loadPoint = async (
  api: Api,
  couponId: string,
  at: At,
  signal: AbortSignal,
  onPart: (part: LoadedPoint) => void = () => undefined,
): Promise<LoadedPoint> => {
  const path = pathOf(couponId)
  const pages = api.pages<Spend>(`${path}/spend?${allOf(timesOf(at))}`, signal)
  const [{ body: progress, serverMs }, first] = await Promise.all([
    api.get<Progress>(`${path}?${timesOf(at).toString()}`, signal),
    pages.next(),
  ])
  const lines: Array<Line> = []
  const knots = new KnotSets()
  const sums = new ChartSums(progress.threshold?.currency)
  let told = 0
  for (let page = first.value as Spend; ; page = (await pages.next()).value as Spend) {
    const { verdicts, totals, totalsByCurrency, nextCursor } = page
    lines.push(...verdicts)
    knots.add(verdicts)
    sums.add(verdicts)
    const isWhole = nextCursor === null
    if (!isWhole && lines.length < 2 * told) continue
    told = lines.length
    const spend = { totals: { totals, totalsByCurrency }, lines: [...lines], chart: sums.data(), knots, isWhole }
    const point = { ...at, ...spend, progress, serverMs }
    if (isWhole) return point
    onPart(point)
  }
}

interface History {
  readonly events: ReadonlyArray<HistoryEvent>
}

/** What happened to the coupon, but for the spend that has a line. */
export const loadEvents = async (api: Api, couponId: string, signal: AbortSignal): Promise<ReadonlyArray<HistoryEvent>> => {
  const events: Array<HistoryEvent> = []
  const path = `${pathOf(couponId)}/events?${allOf(new URLSearchParams({ without: 'SpendRecorded' }))}`
  for await (const page of api.pages<History>(path, signal)) events.push(...page.events)
  return events
}

/** The event of a line. */
export const loadEvent = async (
  api: Api,
  couponId: string,
  position: number,
  signal: AbortSignal,
): Promise<HistoryEvent | undefined> => {
  const { body } = await api.get<History>(`${pathOf(couponId)}/events?after=${position - 1}&limit=1`, signal)
  return body.events[0]
}
