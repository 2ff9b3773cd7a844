export { type AccountLog, accountLog, type LoggedEvent } from './account-log'
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
export { type ExplainedSpend, type Explanation, explanationOf } from './explanation'
export { type Progress, progressOf } from './progress'
export type { Standings } from './standings'
export { type Dossier, dossierOf, type ToldEvent } from './dossier'
export { type Expectation, inQueueOrder, type QueuedFinding, queuedOf } from './work-queue'
export { allRows, couponIdIn, QUALIFYING_SPEND, progressKeys, rowsOf, type RowKeys, standingsFrom } from './ledger/coupon-row'
export { directoryKeys, type Entry } from './ledger/directory'
export type { CouponLedger } from './ledger/coupon-ledger'
export type { LogReader } from './ledger/log-reader'
export { QualifyingSpend } from './ledger/qualifying-spend'
export { type LedgerPage, spendColumns } from './ledger/spend-columns'
