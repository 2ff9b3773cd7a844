export { breachesOf } from './account/breach'
export { evolveAccount } from './account/evolve'
export { type AccountState, asOf, type Dated, UNKNOWN_ACCOUNT } from './account/state'
export { activationFindings } from './activation/activation-findings'
export { type Check } from './activation/check'
export { earlierUseFindings, type Holder, holderIdOf, isActivatedFor, type NamedCoupon } from './activation/earlier-use'
export { isZone, windowEnd } from './calendar'
export { canonicalCode, codeHash, maskedCode } from './code/canonical'
export { couponFindings } from './coupon-findings'
export { type Charge, chargesOf, type RestSource } from './credit/charge'
export { type Credit, type CreditFacts, creditLeftOf, creditOf, type LotStanding, type PaidCharge } from './credit/credit-of'
export { type Lot, lotsOf } from './credit/lot'
export {
  activate,
  type ActivationAnswer,
  type ActivationKnowledge,
  type ActivationRequest,
  checkActivation,
} from './decide/activate'
export { grantedOf, reinstatedOf, withdrawableOf } from './credit/withdrawable'
export { advanceCalculation, type RunInput } from './decide/advance-calculation'
export { correctActivation } from './decide/correct-activation'
export { extendDeadline } from './decide/extend-deadline'
export { hold } from './decide/hold'
export { isPersons, type PersonDecides, type Rejection, type RejectionCode, type Ruling } from './decide/person'
export { reinstate } from './decide/reinstate'
export { release } from './decide/release'
export { withdraw } from './decide/withdraw'
export { withhold } from './decide/withhold'
export { settleRun } from './decide/settle-run'
export { type Confirmation, ownThreshold, type Standing } from './decide/standing'
export { couponDelivery, type Delivery, type SlaStatus } from './delivery/delivery'
export { type Risk, type RiskCode, risksOf } from './delivery/risk'
export type { DayCount } from './events/code-issued'
export { decodeEvent, decodeStored, encodeEvent, sameContent } from './events/decode'
export { CATALOGUE, type Event, type EventName, type EventOf } from './events/event'
export { recogniseSpend } from './events/recognise-spend'
export type { Refusal } from './events/refusal'
export { currentVersion, upcast, type Upcasts } from './events/upcast'
export { evolve } from './evolve'
export { type Finding, finding, type FindingCode, inStableOrder } from './finding'
export { type CountingWindow, judge, type JudgedLine, type Repeat, type SpendKind } from './qualify/judge'
export { findingOf, type Outcome, outcomeOf, type Surroundings } from './qualify/outcome'
export { closedAt, crossing, type JudgedSpend, qualify, type Qualified } from './qualify/qualify'
export { closes, type Run, Runs } from './qualify/runs'
export { isSettled } from './qualify/settled'
export {
  cashFunded,
  type Correction,
  correctionOf,
  inSumOrder,
  lineOf,
  type Recorded,
  saysTheSame,
  type SpendLine,
  spendKind,
} from './qualify/spend-line'
export { type Evidence, isOwnEvent } from './reconcile/evidence'
export { reconcile } from './reconcile/reconcile'
export { type EventRecord, recordOf } from './record'
export { statusAt, type Settlement, type Status, type Tab, tabsOf } from './stage'
export {
  accountOf,
  countingWindow,
  countsFrom,
  type CouponState,
  deadlineOf,
  isKnown,
  isReviewOpen,
  offerLateness,
  standingActivation,
  standingHolds,
  standingThreshold,
  standingWithholding,
  UNKNOWN_COUPON,
  windowEndOf,
  withCorrections,
} from './state'
export {
  ACCESS_STREAM,
  accountStream,
  CALCULATION_STREAM,
  codeStream,
  couponStream,
  QUARANTINE_STREAM,
  slotStream,
  sourceStream,
  spendStream,
  streamOf,
} from './stream'
export { ALLOWED_LATENESS_DEFAULT, type Terms, termsOf } from './terms'
export { type Verdict, VERDICT_RULES, VERDICTS } from './verdict'
