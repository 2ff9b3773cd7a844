import {
  accountOf,
  ALLOWED_LATENESS_DEFAULT,
  countingWindow,
  countsFrom,
  couponFindings,
  type CouponState,
  type Event,
  evolve,
  type Finding,
  inStableOrder,
  isKnown,
  isSettled,
  offerLateness,
  qualify,
  type Qualified,
  type Run,
  Runs,
  UNKNOWN_COUPON,
  withCorrections,
} from '@earnback/coupon'
import type { Instant } from '@earnback/kernel'
import { accountLog, type LoggedEvent, type Notes } from './account-log'
import type { Standings } from './standings'

/** The two times of a question: what was true up to `asOf`, by what was recorded up to `knownAt`. */
export interface Times {
  readonly asOf?: Instant | undefined
  readonly knownAt?: Instant | undefined
}

/** Everything that can be said about one coupon at the two times. */
export interface CouponView {
  readonly couponId: string
  readonly state: CouponState
  readonly qualified: Qualified
  readonly runs: Runs
  readonly isSettled: boolean
  readonly findings: ReadonlyArray<Finding>
  /** What the sources said of the account's events, by position. */
  readonly notes: ReadonlyMap<number, Notes>
}

export const runOf = (event: Event, position: number): Run | undefined =>
  event.name === 'CalculationAdvanced'
    ? {
        id: event.id,
        position,
        at: event.occurredAt,
        through: event.data.through,
        latenessMicros: (event.data.allowedLateness ?? ALLOWED_LATENESS_DEFAULT).micros,
      }
    : undefined

/** Leaves out what was recorded after `knownAt`, and facts that occurred after `asOf`; a run is knowledge, not a fact. */
export const within =
  ({ asOf, knownAt }: Times) =>
  ({ event, recorded }: LoggedEvent): boolean =>
    (knownAt === undefined || recorded.recordedAt <= knownAt) &&
    (asOf === undefined || event.name === 'CalculationAdvanced' || event.occurredAt <= asOf)

export const couponState = (events: ReadonlyArray<LoggedEvent>): CouponState =>
  events.reduce((state, { event, recorded }) => evolve(state, event, recorded), UNKNOWN_COUPON)

export const runsOf = (events: ReadonlyArray<LoggedEvent>): Runs =>
  Runs.of(events.flatMap(({ event, recorded }) => runOf(event, recorded.position) ?? []))

/** The account whose spend a coupon's view needs, undefined where it has none yet. */
export const accountAt = (couponEvents: ReadonlyArray<LoggedEvent>, times: Times): string | undefined =>
  accountOf(couponState(couponEvents.filter(within(times))))

const notesOf = (events: ReadonlyArray<LoggedEvent>): ReadonlyMap<number, Notes> => {
  const noted = new Map<number, Notes>()
  for (const { notes, recorded } of events) if (notes !== undefined) noted.set(recorded.position, notes)
  return noted
}

/**
 * Folds the events of one coupon, of its account and of the calculation to a view; undefined where the coupon is not known.
 * Pure: the same events and times give the same view, whenever it is asked.
 */
export const couponView = (
  couponId: string,
  events: {
    readonly coupon: ReadonlyArray<LoggedEvent>
    readonly account: ReadonlyArray<LoggedEvent>
    readonly calculation: ReadonlyArray<LoggedEvent>
  },
  times: Times,
): CouponView | undefined => {
  const isWithin = within(times)
  const folded = couponState(events.coupon.filter(isWithin))
  if (!isKnown(folded)) return undefined
  const runs = runsOf(events.calculation.filter(isWithin))
  const state = withCorrections(folded, (position) => runs.after(position))
  const window = countingWindow(state)
  const offerLatenessMicros = offerLateness(state)
  const qualified = qualify({
    window,
    countsFrom: countsFrom(state),
    offerLatenessMicros,
    runs,
    ...accountLog(events.account.filter(isWithin)),
  })
  return {
    couponId,
    state,
    qualified,
    runs,
    isSettled: window !== undefined && isSettled(state, runs.closing(window.endsAt, offerLatenessMicros), runs),
    findings: inStableOrder([...couponFindings(state, couponId), ...qualified.findings]),
    notes: notesOf(events.account),
  }
}

/** What a progress needs of a view: the same as a read model's row holds. */
export const standingsOf = ({ couponId, state, qualified, runs, isSettled, findings }: CouponView): Standings => ({
  couponId,
  state,
  reported: qualified.reported,
  calculated: qualified.calculated,
  calculatedThrough: runs.through,
  isSettled,
  findings,
})
