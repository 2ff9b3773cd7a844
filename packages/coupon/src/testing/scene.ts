import { instantOfMicros } from '@earnback/kernel'
import type { Event, EventOf } from '../events/event'
import { evolve } from '../evolve'
import type { Repeat } from '../qualify/judge'
import { qualify, type Qualified } from '../qualify/qualify'
import { Runs } from '../qualify/runs'
import { type Correction, correctionOf, lineOf, type Recorded, saysTheSame, type SpendLine } from '../qualify/spend-line'
import { accountOf, countingWindow, countsFrom, type CouponState, offerLateness, UNKNOWN_COUPON, withCorrections } from '../state'
import { ALLOWED_LATENESS_DEFAULT } from '../terms'
import { type CloudEventJson, COUPON } from './builders'
import { decoded } from './decoded'
import { at, ISSUED_AT } from './times'

/** One coupon and its account as a log of events, oldest first, leaves them: positions 1 to N, each recorded a second after the one before. */
export interface Scene {
  readonly state: CouponState
  readonly lines: ReadonlyArray<SpendLine>
  readonly corrections: ReadonlyArray<Correction>
  readonly runs: Runs
  readonly qualified: Qualified
}

interface Placed {
  readonly event: Event
  readonly recorded: Recorded
}

const isAbout = (couponId: string, { data }: Event): boolean => 'couponId' in data && data.couponId === couponId

const spendLines = (log: ReadonlyArray<Placed>, adAccountId: string | undefined): ReadonlyArray<SpendLine> => {
  const originals = new Map<string, EventOf<'SpendRecorded'>>()
  const repeatOf = (event: EventOf<'SpendRecorded'>): Repeat => {
    const original = originals.get(event.data.spendId)
    if (original !== undefined) return saysTheSame(original, event) ? 'duplicate' : 'conflict'
    originals.set(event.data.spendId, event)
    return 'first'
  }
  return log.flatMap(({ event, recorded }) =>
    event.name === 'SpendRecorded' && event.data.adAccountId === adAccountId ? [lineOf(event, recorded, repeatOf(event))] : [],
  )
}

const correctionsOf = (log: ReadonlyArray<Placed>, adAccountId: string | undefined): ReadonlyArray<Correction> =>
  log.flatMap(({ event, recorded }) =>
    (event.name === 'SpendAdjusted' || event.name === 'SpendRetracted') && event.data.adAccountId === adAccountId
      ? [correctionOf(event, recorded)]
      : [],
  )

const runsOf = (log: ReadonlyArray<Placed>): Runs =>
  Runs.of(
    log.flatMap(({ event, recorded: { position } }) =>
      event.name === 'CalculationAdvanced'
        ? [
            {
              id: event.id,
              position,
              at: event.occurredAt,
              through: event.data.through,
              latenessMicros: (event.data.allowedLateness ?? ALLOWED_LATENESS_DEFAULT).micros,
            },
          ]
        : [],
    ),
  )

/** Folds decoded events, oldest first, into a coupon's scene. */
export const sceneOfEvents = (events: ReadonlyArray<Event>, couponId = COUPON): Scene => {
  const log = events.map((event, index) => ({
    event,
    recorded: { position: index + 1, recordedAt: instantOfMicros(at(ISSUED_AT) + (index + 1) * 1_000_000) },
  }))
  const runs = runsOf(log)
  const folded = log.reduce(
    (known, { event, recorded }) => (isAbout(couponId, event) ? evolve(known, event, recorded) : known),
    UNKNOWN_COUPON,
  )
  const state = withCorrections(folded, (position) => runs.after(position))
  const account = accountOf(state)
  const [lines, corrections] = [spendLines(log, account), correctionsOf(log, account)]
  const qualified = qualify({
    window: countingWindow(state),
    countsFrom: countsFrom(state),
    offerLatenessMicros: offerLateness(state),
    lines,
    corrections,
    runs,
  })
  return { state, lines, corrections, runs, qualified }
}

/** Decodes what producers sent, oldest first, and folds it. */
export const sceneOf = (log: ReadonlyArray<CloudEventJson>, couponId = COUPON): Scene => sceneOfEvents(log.map(decoded), couponId)
