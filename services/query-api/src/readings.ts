import type {
  Deliveries,
  AccountCredit,
  JudgedExplanation,
  Progress,
  Promotions,
  QueuedFinding,
  Times,
} from '@earnback/projections'
import type { Instant } from '@earnback/kernel'
import type * as E from 'fp-ts/Either'
import type { Access } from './access/access-log'
import type { HistoryEntry } from './schema/coupon-answers'
import type { ActivationJson, DiagnosisJson, QuarantineEntryJson } from './schema/queue-answers'

/** A coupon's progress and the ad accounts that it belongs to, by what is known now. */
export interface OwnedProgress {
  readonly progress: Progress
  readonly adAccountIds: ReadonlyArray<string>
}

export interface RequestToActivate {
  readonly typedCode: string
  readonly adAccountId: string
  readonly at: Instant
  readonly idempotencyKey: string | undefined
}

/** A finding with the ad accounts that its coupon belongs to. */
export interface OwnedFinding {
  readonly finding: QueuedFinding
  readonly adAccountIds: ReadonlyArray<string>
}

/** What a calculation and the queues came to, for the metrics. */
export interface Totals {
  readonly pending: ReadonlyMap<string, number>
  readonly calculatedThrough: Instant | undefined
  readonly quarantined: number
  readonly overdue: ReadonlyMap<string, number>
}

export interface HistoryRange {
  /** Only what stands after this position, and at or before the other. */
  readonly after: number
  readonly upTo: number
  readonly limit: number
  /** The first event of the account's spend that stands after the position, where it is known: those before it are not looked at. */
  readonly spendFrom: number
  /** Without the records of spend: what a coupon's explanation has a line for. */
  readonly isWithoutLines: boolean
}

export interface Touched {
  readonly position: number
  readonly streams: ReadonlySet<string>
}

/** Why a request was not even judged, and what to do. */
export interface Unanswered {
  readonly code: string
  readonly message: string
}

/**
 * What the query API asks the engine; whoever composes it fills it in. Undefined is what the log knows nothing of. Each throws
 * `StoreFault` where the store fails.
 */
export interface Readings {
  /** The position of the log's last event, whoever appended it. */
  readonly head: () => Promise<number>
  /** The ad accounts that a coupon belongs to now; undefined where no event names it. */
  readonly owners: (couponId: string) => Promise<ReadonlyArray<string> | undefined>
  /** Without times, out of the read model at the head of the log; nothing is left out. */
  readonly progress: (couponId: string, times: Times, at: Instant) => Promise<OwnedProgress | undefined>
  /** By the log as it stood at `upTo`, else at its head. */
  readonly explanation: (couponId: string, times: Times, upTo: number | undefined) => Promise<JudgedExplanation | undefined>
  readonly history: (couponId: string, range: HistoryRange) => Promise<ReadonlyArray<HistoryEntry> | undefined>
  readonly promotions: (adAccountId: string, times: Times, at: Instant) => Promise<Promotions | undefined>
  readonly credit: (adAccountId: string, times: Times, at: Instant) => Promise<AccountCredit | undefined>
  readonly findings: (times: Times, at: Instant) => Promise<ReadonlyArray<OwnedFinding>>
  readonly deliveries: (times: Times, at: Instant) => Promise<Deliveries>
  readonly quarantine: () => Promise<ReadonlyArray<QuarantineEntryJson>>
  readonly activate: (request: RequestToActivate) => Promise<E.Either<Unanswered, ActivationJson>>
  readonly diagnose: (request: RequestToActivate) => Promise<DiagnosisJson>
  readonly appendAccesses: (accesses: ReadonlyArray<Access>) => Promise<void>
  /** The streams that got events after a position. */
  readonly touchedSince: (position: number) => Promise<Touched>
  /** Brings the read models to the head; answers the position that they stand for. */
  readonly refresh: () => Promise<number>
  /** Writes as little as shows that the store can be written to. */
  readonly probe: () => Promise<void>
  readonly totals: (at: Instant) => Promise<Totals>
}
