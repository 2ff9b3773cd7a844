export { type AccountLog, accountLog, type LoggedEvent } from './account-log'
export { type AccountCredit, accountCreditOf, accountState, creditFacts } from './account/credit'
export { type Attempts, attemptsOf } from './account/attempts'
export { type Deliveries, deliveriesOf, deliveryRank, type MetCoupon } from './account/deliveries'
export { type AccountView, type Promotion, type Promotions, promotionsOf } from './account/promotions'
export {
  accountAt,
  couponState,
  type CouponView,
  couponView,
  runOf,
  runsOf,
  standingsOf,
  type Times,
  within,
} from './coupon-view'
export {
  type ExplainedSpend,
  type Explanation,
  explanationOf,
  type JudgedExplanation,
  judgedExplanation,
  writtenExplanation,
} from './explanation'
export { type Progress, progressOf } from './progress'
export type { Standings } from './standings'
export { type Dossier, dossierOf } from './dossier'
export { type Origin, originOf } from './origin'
export { type TimelineEntry, timelineEntry, type ToldEvent } from './timeline'
export type { AmountJson, QuestionJson } from './json'
export { type Expectation, type ReadingPolicy, READING_POLICY_DEFAULT } from './policy'
export type { Flag } from './flags'
export { inQueueOrder, type QueuedFinding, queuedOf } from './work-queue'
export {
  allRows,
  couponIdIn,
  metCouponOf,
  QUALIFYING_SPEND,
  progressKeys,
  rowsOf,
  type RowKeys,
  standingsFrom,
} from './ledger/coupon-row'
export { directoryKeys, EMPTY_ENTRY, type Entry, entryFrom } from './ledger/directory'
export type { CouponLedger } from './ledger/coupon-ledger'
export type { LogReader } from './ledger/log-reader'
export { type ReadPartition, Sources } from './ledger/sources'
export { QualifyingSpend } from './ledger/qualifying-spend'
export { type LedgerPage, spendColumns } from './ledger/spend-columns'
