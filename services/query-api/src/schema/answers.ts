import type {
  AccountCredit,
  Deliveries,
  Explanation,
  Progress,
  Promotions,
  QueuedFinding,
  TimelineEntry,
} from '@earnback/projections'
import * as t from 'io-ts'
import {
  AmountPart,
  findingEvidence,
  findingFields,
  FindingPart,
  InstantText,
  oneOf,
  orNull,
  questionFields,
  StatusPart,
  TabPart,
  VerdictPart,
} from './parts'

const list = t.readonlyArray

/** Each codec says what the read side answers; where the two differ, the compiler says so here. */
export const ProgressAnswer: t.Type<Progress> = t.type(
  {
    couponId: t.string,
    status: StatusPart,
    tabs: list(TabPart),
    flags: list(t.string),
    adAccountId: orNull(t.string),
    offerId: orNull(t.string),
    threshold: orNull(AmountPart),
    reward: orNull(AmountPart),
    reported: orNull(AmountPart),
    calculated: orNull(AmountPart),
    pending: orNull(AmountPart),
    calculatedThrough: orNull(InstantText),
    receivedAt: orNull(InstantText),
    activationDeadline: orNull(InstantText),
    activatedAt: orNull(InstantText),
    windowEndsAt: orNull(InstantText),
    metAt: orNull(InstantText),
    confirmedAt: orNull(InstantText),
    grantedAt: orNull(InstantText),
    findings: list(FindingPart),
    ...questionFields,
  },
  'Progress',
)

const byVerdict = <C extends t.Mixed>(codec: C) => t.partial(Object.fromEntries(VERDICT_NAMES.map((name) => [name, codec])))
const VERDICT_NAMES = Object.keys((VerdictPart as unknown as t.KeyofType<Record<string, unknown>>).keys)

const ExplainedPart: t.Type<Explanation['verdicts'][number]> = t.type(
  {
    spendId: t.string,
    occurredAt: InstantText,
    recordedAt: InstantText,
    position: t.number,
    source: t.string,
    id: t.string,
    amount: AmountPart,
    qualifyingAmount: AmountPart,
    calculatedAmount: AmountPart,
    verdict: VerdictPart,
    rule: t.string,
    why: t.string,
    fundingAssumed: t.boolean,
    corrections: list(t.type({ recordedAt: InstantText, delta: orNull(AmountPart) })),
    runningTotal: AmountPart,
  },
  'ExplainedSpend',
)

/** A page of an explanation: the totals are those of all lines, whichever are on the page. */
export type ExplanationPage = Explanation & { readonly nextCursor: string | null }
export const ExplanationAnswer = t.type(
  {
    couponId: t.string,
    verdicts: list(ExplainedPart),
    totals: byVerdict(AmountPart),
    totalsByCurrency: byVerdict(list(AmountPart)),
    ...questionFields,
    nextCursor: orNull(t.string),
  },
  'ExplanationPage',
) as unknown as t.Type<ExplanationPage>

/** An event with its four times, its place in the log, its identity, and where it came from. */
export interface HistoryEntry extends TimelineEntry {
  readonly origin: Readonly<Record<string, string | number>> | null
}
const HistoryPart: t.Type<HistoryEntry> = t.type(
  {
    position: t.number,
    stream: t.string,
    revision: t.number,
    type: t.string,
    source: t.string,
    id: t.string,
    occurredAt: InstantText,
    reportedAt: orNull(InstantText),
    recordedAt: InstantText,
    calculatedAt: orNull(InstantText),
    actor: orNull(t.string),
    causationid: orNull(t.string),
    data: t.unknown,
    origin: orNull(t.record(t.string, t.union([t.string, t.number]))),
  },
  'HistoryEntry',
)
export const HistoryAnswer = t.type(
  { couponId: t.string, events: list(HistoryPart), position: t.number, nextCursor: orNull(t.string) },
  'HistoryPage',
)

const deliveryFields = {
  metAt: InstantText,
  confirmedAt: InstantText,
  oneDayTarget: InstantText,
  businessDayDue: InstantText,
  grantedAt: orNull(InstantText),
  slaStatus: oneOf<'on_time' | 'past_one_day' | 'breached'>({ on_time: null, past_one_day: null, breached: null }),
}
const RiskPart = t.type({
  code: oneOf<'FUNDING_BELOW_THRESHOLD' | 'AT_RISK_BALANCE_BELOW_BID' | 'BEHIND_PACE'>({
    FUNDING_BELOW_THRESHOLD: null,
    AT_RISK_BALANCE_BELOW_BID: null,
    BEHIND_PACE: null,
  }),
  rule: t.string,
  message: t.string,
})
const PromotionPart: t.Type<Promotions['earning'][number]> = t.type(
  {
    progress: ProgressAnswer,
    creditLeft: orNull(AmountPart),
    delivery: orNull(t.type(deliveryFields)),
    risks: list(RiskPart),
    couponCardVisible: t.boolean,
  },
  'Promotion',
)
const promotionList = list(PromotionPart)
export const PromotionsAnswer: t.Type<Promotions> = t.type(
  {
    adAccountId: t.string,
    businessAccountIds: list(t.string),
    available: promotionList,
    earning: promotionList,
    notAvailable: promotionList,
    issued: promotionList,
    ...questionFields,
  },
  'Promotions',
)

const LotPart: t.Type<AccountCredit['lots'][number]> = t.type({
  couponId: t.string,
  creditId: t.string,
  grantedAt: InstantText,
  expiresAt: orNull(InstantText),
  granted: AmountPart,
  reinstated: AmountPart,
  consumed: AmountPart,
  recovered: AmountPart,
  forfeited: AmountPart,
  left: AmountPart,
})
const ChargePart: t.Type<AccountCredit['charges'][number]> = t.type({
  chargeId: t.string,
  occurredAt: InstantText,
  amount: AmountPart,
  parts: list(t.type({ creditId: t.string, couponId: t.string, amount: AmountPart })),
  rest: t.type({
    source: oneOf<'cash' | 'card' | 'invoice' | 'unknown'>({ cash: null, card: null, invoice: null, unknown: null }),
    amount: AmountPart,
  }),
})
export const CreditAnswer: t.Type<AccountCredit> = t.type(
  { adAccountId: t.string, total: list(AmountPart), lots: list(LotPart), charges: list(ChargePart), ...questionFields },
  'AccountCredit',
)

export const DeliveriesAnswer: t.Type<Deliveries> = t.type(
  {
    deliveries: list(
      t.type({
        couponId: t.string,
        adAccountId: t.string,
        reward: orNull(AmountPart),
        ...deliveryFields,
        isOverdue: t.boolean,
        blockedBy: orNull(oneOf<'hold' | 'withholding'>({ hold: null, withholding: null })),
      }),
    ),
    ...questionFields,
  },
  'Deliveries',
)

const QueuedPart = t.intersection([
  t.type({ couponId: t.string, ...findingFields, position: t.number }),
  findingEvidence,
]) as unknown as t.Type<QueuedFinding>
export const FindingsAnswer = t.type({ findings: list(QueuedPart), nextCursor: orNull(t.string) }, 'Findings')

const ProblemPart = t.type({ code: t.string, path: t.string, found: t.string, expected: t.string })
const QuarantinePart = t.type({
  quarantineId: t.string,
  code: t.string,
  message: t.string,
  problems: list(ProblemPart),
  quarantinedAt: InstantText,
  position: t.number,
  origin: t.record(t.string, t.union([t.string, t.number])),
  bytes: t.number,
})
export type QuarantineEntryJson = t.TypeOf<typeof QuarantinePart>
export const QuarantineAnswer = t.type({ entries: list(QuarantinePart), nextCursor: orNull(t.string) }, 'Quarantine')

const CheckPart = t.type(
  {
    check: t.string,
    passed: t.boolean,
    rule: t.string,
    reason: orNull(t.string),
    advice: orNull(t.string),
    found: orNull(t.string),
    knownAt: orNull(InstantText),
  },
  'Check',
)
export type CheckJson = t.TypeOf<typeof CheckPart>
export const ActivationAnswer = t.type(
  {
    accepted: t.boolean,
    reasons: list(t.string),
    couponId: orNull(t.string),
    activatedAt: orNull(InstantText),
    windowEndsAt: orNull(InstantText),
    tabs: orNull(list(TabPart)),
    threshold: orNull(AmountPart),
    reward: orNull(AmountPart),
    checks: list(CheckPart),
  },
  'Activation',
)
export type ActivationJson = t.TypeOf<typeof ActivationAnswer>
export const DiagnosisAnswer = t.type({ reasons: list(t.string), checks: list(CheckPart) }, 'Diagnosis')
export type DiagnosisJson = t.TypeOf<typeof DiagnosisAnswer>

/** RFC 9457, with the stable code of what went wrong. */
export const ProblemAnswer = t.intersection(
  [
    t.type({ type: t.string, title: t.string, status: t.number, detail: t.string, code: t.string }),
    t.partial({ advice: t.string, problems: list(ProblemPart) }),
  ],
  'Problem',
)
export type ProblemJson = t.TypeOf<typeof ProblemAnswer>

export const LiveAnswer = t.type({ status: t.literal('live') }, 'Live')
export const ReadyAnswer = t.type(
  {
    status: oneOf<'ready' | 'not_ready'>({ ready: null, not_ready: null }),
    reasons: list(t.type({ code: t.string, message: t.string })),
    position: orNull(t.number),
  },
  'Readiness',
)
export type Readiness = t.TypeOf<typeof ReadyAnswer>

/** What stands under a name of its own in the document. */
export const PARTS: ReadonlyMap<t.Mixed, string> = new Map(
  [
    AmountPart,
    FindingPart,
    ProgressAnswer,
    ExplainedPart,
    ExplanationAnswer,
    HistoryPart,
    HistoryAnswer,
    PromotionPart,
    PromotionsAnswer,
    CreditAnswer,
    DeliveriesAnswer,
    FindingsAnswer,
    QuarantineAnswer,
    CheckPart,
    ActivationAnswer,
    DiagnosisAnswer,
    ProblemAnswer,
    LiveAnswer,
    ReadyAnswer,
  ].map((codec: t.Mixed) => [codec, codec.name]),
)
