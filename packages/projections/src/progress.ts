import {
  deadlineOf,
  type Finding,
  standingActivation,
  standingThreshold,
  type Status,
  statusAt,
  type Tab,
  tabsOf,
  windowEndOf,
} from '@earnback/coupon'
import { encodeAmount, formatInstant, type Instant, type Micros } from '@earnback/kernel'
import type { Standings } from './standings'
import { findingsOf } from './work-queue'

interface AmountJson {
  readonly amount: string
  readonly currency: string
}

/** `earnback progress --json`. Absent facts are null; amounts and instants in canonical form. Source: docs/reference/command-line.md. */
export interface Progress {
  readonly couponId: string
  readonly status: Status
  readonly tabs: ReadonlyArray<Tab>
  readonly flags: ReadonlyArray<string>
  readonly adAccountId: string | null
  readonly offerId: string | null
  readonly threshold: AmountJson | null
  readonly reward: AmountJson | null
  readonly reported: AmountJson | null
  readonly calculated: AmountJson | null
  readonly pending: AmountJson | null
  readonly calculatedThrough: string | null
  readonly receivedAt: string | null
  readonly activationDeadline: string | null
  readonly activatedAt: string | null
  readonly windowEndsAt: string | null
  readonly metAt: string | null
  readonly confirmedAt: string | null
  readonly grantedAt: string | null
  readonly findings: ReadonlyArray<Finding>
  readonly asOf: string | null
  readonly knownAt: string | null
  readonly position: number
}

const text = (instant: Instant | undefined): string | null => (instant === undefined ? null : formatInstant(instant))

/** Flags beside the status: met by what is reported, and not yet by what is calculated (R39); a grant that a person should look at. */
const flagsOf = ({ state, reported, calculated }: Standings): ReadonlyArray<string> => {
  const threshold = state.terms?.threshold.micros
  const isAwaited = threshold !== undefined && reported >= threshold && calculated < threshold
  return [...(isAwaited ? ['met_pending_calculation'] : []), ...(state.reviews.length > 0 ? ['review_required'] : [])]
}

/** The progress as a person or a program sees it, judged at the instant `at`. */
export const progressOf = (
  standings: Standings,
  at: Instant,
  question: {
    readonly asOf?: Instant | undefined
    readonly knownAt?: Instant | undefined
    readonly position: number
    readonly grantAuthority?: 'engine' | 'platform'
  },
): Progress => {
  const { state, couponId, reported, calculated } = standings
  const { terms } = state
  const currency = terms?.threshold.currency
  const money = (micros: Micros): AmountJson | null => (currency === undefined ? null : encodeAmount({ micros, currency }))
  const isThresholdReached = terms !== undefined && calculated >= terms.threshold.micros
  const status = statusAt(state, at, { isSettled: standings.isSettled, isThresholdReached })
  const met = standingThreshold(state)?.event.data
  const activation = standingActivation(state)
  return {
    couponId,
    status,
    tabs: tabsOf(status),
    flags: flagsOf(standings),
    adAccountId: (activation ?? state.activations[0])?.adAccountId ?? null,
    offerId: terms?.offerId ?? null,
    threshold: terms === undefined ? null : encodeAmount(terms.threshold),
    reward: terms === undefined ? null : encodeAmount(terms.reward),
    reported: money(reported),
    calculated: money(calculated),
    pending: money(reported - calculated),
    calculatedThrough: text(standings.calculatedThrough),
    receivedAt: text(terms?.receivedAt),
    activationDeadline: text(deadlineOf(state)),
    activatedAt: text(activation?.at),
    windowEndsAt: text(windowEndOf(state)),
    metAt: text(met?.metAt),
    confirmedAt: text(met?.confirmedAt),
    grantedAt: text(state.grants[0]?.event.occurredAt),
    findings: findingsOf(standings, { now: at, grantAuthority: question.grantAuthority ?? 'engine' }),
    asOf: text(question.asOf),
    knownAt: text(question.knownAt),
    position: question.position,
  }
}
