import {
  creditLeftOf,
  creditOf,
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
import { encodeAmount, type Instant, type Micros } from '@earnback/kernel'
import { type AmountJson, instantText, type Question, type QuestionJson, questionJson } from './json'
import { type Flag, flagsOf } from './flags'
import { type ReadingPolicy, READING_POLICY_DEFAULT } from './policy'
import type { Standings } from './standings'
import { findingsOf } from './work-queue'

/** `earnback progress --json`. Absent facts are null; amounts and instants in canonical form. Source: docs/reference/command-line.md. */
export interface Progress extends QuestionJson {
  readonly couponId: string
  readonly status: Status
  readonly tabs: ReadonlyArray<Tab>
  readonly flags: ReadonlyArray<Flag>
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
}

/** The status at an instant, by what the charges have left of the credit where that was looked at. */
const statusOf = ({ state, couponId, calculated, isSettled, credit }: Standings, at: Instant): Status => {
  const isThresholdReached = state.terms !== undefined && calculated >= state.terms.threshold.micros
  const left = credit === undefined ? undefined : creditLeftOf(creditOf({ ...credit, at }), couponId)
  return statusAt(state, at, { isSettled, isThresholdReached, credit: left })
}

/** The progress as a person or a program sees it, judged at the instant `at`. */
export const progressOf = (
  standings: Standings,
  at: Instant,
  question: Question,
  policy: ReadingPolicy = READING_POLICY_DEFAULT,
): Progress => {
  const { state, couponId, reported, calculated } = standings
  const { terms } = state
  const currency = terms?.threshold.currency
  const money = (micros: Micros): AmountJson | null => (currency === undefined ? null : encodeAmount({ micros, currency }))
  const status = statusOf(standings, at)
  const met = standingThreshold(state)?.event.data
  const activation = standingActivation(state)
  return {
    couponId,
    status,
    tabs: tabsOf(status),
    flags: flagsOf(standings, status, at, policy),
    adAccountId: (activation ?? state.activations[0])?.adAccountId ?? null,
    offerId: terms?.offerId ?? null,
    threshold: terms === undefined ? null : encodeAmount(terms.threshold),
    reward: terms === undefined ? null : encodeAmount(terms.reward),
    reported: money(reported),
    calculated: money(calculated),
    pending: money(reported - calculated),
    calculatedThrough: instantText(standings.calculatedThrough),
    receivedAt: instantText(terms?.receivedAt),
    activationDeadline: instantText(deadlineOf(state)),
    activatedAt: instantText(activation?.at),
    windowEndsAt: instantText(windowEndOf(state)),
    metAt: instantText(met?.metAt),
    confirmedAt: instantText(met?.confirmedAt),
    grantedAt: instantText(state.grants[0]?.event.occurredAt),
    findings: findingsOf(standings, { ...policy, now: at }),
    ...questionJson(question),
  }
}
