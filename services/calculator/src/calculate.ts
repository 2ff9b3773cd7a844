import {
  advanceCalculation,
  CALCULATION_STREAM,
  couponStream,
  crossing,
  type Confirmation,
  type CouponState,
  type Event,
  type EventOf,
  ownThreshold,
  recordOf,
  settleRun,
  UNKNOWN_ACCOUNT,
} from '@earnback/coupon'
import type { EventStore, NewEvent, StoreUnavailable } from '@earnback/event-store'
import type { Duration, Instant } from '@earnback/kernel'
import type { CouponLedger, CouponView, QualifyingSpend } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'

/** What the calculator needs of the read side: the ledger at the head of the log, and a coupon's view as of a position. */
export interface ReadSide {
  readonly catchUp: () => Promise<QualifyingSpend>
  readonly viewAt: (couponId: string, position: number) => Promise<CouponView | undefined>
}

export interface CalculationPolicy {
  readonly now: Instant
  readonly lag: Duration
  readonly allowedLateness: Duration
  /** The topics that are read: a run goes no further than their partitions were read (R38). */
  readonly topics: ReadonlySet<string>
  readonly grantAuthority: 'engine' | 'platform'
}

export interface Calculated {
  /** How far spend is calculated now. */
  readonly through: Instant
  /** Whether a run was made; there is none where it would cover nothing new. */
  readonly isNewRun: boolean
  readonly decisions: ReadonlyArray<Event>
}

/** Other writers kept getting in first, `attempts` times in a row. */
export interface CalculationContended {
  readonly kind: 'CalculationContended'
  readonly attempts: number
}

const ATTEMPTS_MAX = 10

const confirmationOf = async (
  readSide: Pick<ReadSide, 'viewAt'>,
  { couponId, confirmedBy, state }: CouponLedger,
): Promise<Confirmation | undefined> => {
  if (confirmedBy === undefined || state.terms === undefined || ownThreshold(state) !== undefined) return undefined
  const view = await readSide.viewAt(couponId, confirmedBy.position)
  const crossed = view === undefined ? undefined : crossing(view.qualified.spend, state.terms.threshold.micros)
  if (view === undefined || crossed === undefined)
    throw new Error(`the ledger met the threshold of ${couponId} where its lines do not`)
  return {
    metAt: crossed.metAt,
    crossingSpendId: crossed.spendId,
    confirmedAt: confirmedBy.at,
    calculatedThrough: view.runs.through ?? confirmedBy.through,
    qualifyingSpend: view.qualified.calculated,
  }
}

const causeOf = (event: Event, run: string, state: CouponState, decided: ReadonlyArray<Event>): string => {
  if (event.name !== 'CreditGranted') return run
  return decided.find(({ name }) => name === 'ThresholdMet')?.id ?? ownThreshold(state)?.id ?? run
}

interface Decided {
  readonly events: ReadonlyArray<Event>
  readonly records: ReadonlyArray<NewEvent>
  readonly expected: ReadonlyMap<string, number>
}

/** What the last run decides about every coupon; a coupon's decisions expect its stream to be as the ledger knows it. */
export const decideRun = async (
  readSide: Pick<ReadSide, 'viewAt'>,
  ledger: QualifyingSpend,
  policy: Pick<CalculationPolicy, 'grantAuthority'>,
): Promise<Decided> => {
  const run = ledger.runs.last
  const events: Event[] = []
  const records: NewEvent[] = []
  const expected = new Map<string, number>()
  if (run === undefined) return { events, records, expected }
  for (const coupon of ledger.coupons.values()) {
    const decided = settleRun({
      couponId: coupon.couponId,
      adAccountId: coupon.account ?? '',
      runAt: run.at,
      calculated: coupon.calculated,
      closedBy: coupon.isSettled ? coupon.closedBy : undefined,
      account: ledger.accounts.get(coupon.account ?? '') ?? UNKNOWN_ACCOUNT,
      position: ledger.position,
      confirmation: await confirmationOf(readSide, coupon),
      grantAuthority: policy.grantAuthority,
    })(coupon.state)
    if (decided.length === 0) continue
    events.push(...decided)
    records.push(...decided.map((event) => recordOf(event, causeOf(event, run.id, coupon.state, decided))))
    expected.set(couponStream(coupon.couponId), coupon.events.length - 1)
  }
  return { events, records, expected }
}

const nextRun = (ledger: QualifyingSpend, policy: CalculationPolicy): EventOf<'CalculationAdvanced'> | undefined =>
  advanceCalculation({
    ...policy,
    watermark: ledger.sources.watermark(policy.topics),
    hasNews: ledger.newsAt > (ledger.runs.last?.position ?? 0),
  })(ledger.runs)[0]

/** Appends all or nothing; false where another writer got in first, be it a calculator with the same decision. */
const appendFirst = async (
  store: EventStore,
  { records, expected }: Pick<Decided, 'records' | 'expected'>,
  now: Instant,
): Promise<E.Either<StoreUnavailable, boolean>> => {
  const appended = await store.append(records, now, expected)()
  if (E.isRight(appended)) return E.right(appended.right.outcomes.every(({ outcome }) => outcome === 'stored'))
  return appended.left.kind === 'RevisionConflict' ? E.right(false) : E.left(appended.left)
}

/**
 * One calculation run: appends `CalculationAdvanced` and then what the run decides about each coupon. Decisions are a function
 * of the log up to the run, so a crash between the two is made good by the next run, and a race is decided again.
 */
export const calculate =
  (
    store: EventStore,
    readSide: ReadSide,
    policy: CalculationPolicy,
  ): TaskEither<StoreUnavailable | CalculationContended, Calculated> =>
  async () => {
    let isNewRun = false
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const before = await readSide.catchUp()
      const run = isNewRun ? undefined : nextRun(before, policy)
      if (run !== undefined) {
        const expected = new Map([[CALCULATION_STREAM, before.runs.all.length - 1]])
        const isFirst = await appendFirst(store, { records: [recordOf(run, run.id)], expected }, policy.now)
        if (E.isLeft(isFirst)) return isFirst
        if (!isFirst.right) continue
        isNewRun = true
      }
      const ledger = await readSide.catchUp()
      const { events, records, expected } = await decideRun(readSide, ledger, policy)
      const through = ledger.runs.through as Instant
      if (records.length === 0) return E.right({ through, isNewRun, decisions: [] })
      const isFirst = await appendFirst(store, { records, expected }, policy.now)
      if (E.isLeft(isFirst)) return isFirst
      if (!isFirst.right) continue
      await readSide.catchUp()
      return E.right({ through, isNewRun, decisions: events })
    }
    return E.left({ kind: 'CalculationContended', attempts: ATTEMPTS_MAX })
  }
