import type { Instant } from '@earnback/kernel'
import type * as t from 'io-ts'
import { AnalystAccessed } from './access'
import * as facts from './account-facts'
import * as requests from './activation-requests'
import { CalculationAdvanced } from './calculation-advanced'
import { CodeActivated } from './code-activated'
import { CodeIssued } from './code-issued'
import * as compliance from './compliance'
import * as deadlines from './deadlines'
import * as decisions from './decisions'
import * as quarantine from './quarantine'
import { SourceAdvanced } from './source-advanced'
import { SpendAdjusted } from './spend-adjusted'
import { SpendRecorded } from './spend-recorded'
import { SpendRetracted } from './spend-retracted'

/** The catalogue: every event's name and the codec of its `data`, at its current version. */
export const CATALOGUE = {
  CodeIssued,
  CodeActivated,
  SpendRecorded,
  SpendAdjusted,
  SpendRetracted,
  CalculationAdvanced,
  ThresholdMet: decisions.ThresholdMet,
  ThresholdReverted: decisions.ThresholdReverted,
  CreditGranted: decisions.CreditGranted,
  CreditWithdrawn: decisions.CreditWithdrawn,
  SpendWindowMissed: decisions.SpendWindowMissed,
  GrantReviewRequired: decisions.GrantReviewRequired,
  CreditHeld: compliance.CreditHeld,
  HoldReleased: compliance.HoldReleased,
  CreditWithheld: compliance.CreditWithheld,
  CreditReinstated: compliance.CreditReinstated,
  DeadlineExtended: deadlines.DeadlineExtended,
  DeadlinesFrozen: deadlines.DeadlinesFrozen,
  CodeExpired: deadlines.CodeExpired,
  CodeExpiryReversed: deadlines.CodeExpiryReversed,
  ActivationCorrected: deadlines.ActivationCorrected,
  ActivationRejected: requests.ActivationRejected,
  CodeReserved: requests.CodeReserved,
  SlotTaken: requests.SlotTaken,
  AccountRegistered: facts.AccountRegistered,
  AccountStandingChanged: facts.AccountStandingChanged,
  PaymentMethodChanged: facts.PaymentMethodChanged,
  BalanceChanged: facts.BalanceChanged,
  BidChanged: facts.BidChanged,
  PolicyViolationReported: facts.PolicyViolationReported,
  PolicyViolationResolved: facts.PolicyViolationResolved,
  ChargeSettled: facts.ChargeSettled,
  SourceAdvanced,
  RecordQuarantined: quarantine.RecordQuarantined,
  RecordReleased: quarantine.RecordReleased,
  AnalystAccessed,
}

export type EventName = keyof typeof CATALOGUE

/** One decoded event: who says it, what it is, when it happened, and its data. */
export interface EventOf<Name extends EventName> {
  readonly name: Name
  /** Identity, with `id`: one event for ever. */
  readonly source: string
  readonly id: string
  readonly occurredAt: Instant
  readonly reportedAt?: Instant
  readonly subject?: string
  readonly data: t.TypeOf<(typeof CATALOGUE)[Name]>
}

export type Event = { [Name in EventName]: EventOf<Name> }[EventName]
