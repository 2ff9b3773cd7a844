import type { Explanation, Origin, Progress } from '@earnback/projections'

export type Line = Explanation['verdicts'][number]

/** What stood at one point of the two times: spend up to, known by. */
export interface Point {
  readonly asOf: string | undefined
  readonly knownAt: string | undefined
  readonly progress: Progress
  readonly totals: Pick<Explanation, 'totals' | 'totalsByCurrency'>
  /** Every line, in event-time order. */
  readonly lines: ReadonlyArray<Line>
}

/** One event of GET /v1/coupons/{couponId}/events. */
export interface HistoryEvent {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly source: string
  readonly id: string
  readonly occurredAt: string
  readonly reportedAt: string | null
  readonly recordedAt: string
  readonly calculatedAt: string | null
  readonly actor?: string | null
  readonly causationid?: string | null
  readonly origin?: Origin
  readonly notes?: Origin
  readonly data: unknown
}
