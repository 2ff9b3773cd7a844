import type { ExplainedSpend, Explanation, Origin, Progress, TimelineEntry } from '@earnback/projections'
import * as t from 'io-ts'
import { AmountPart, FindingPart, FlagPart, InstantText, orNull, questionFields, StatusPart, TabPart, VerdictPart } from './parts'

const list = t.readonlyArray

/** Each codec says what the read side answers; where the two differ, the compiler says so here. */
export const ProgressAnswer: t.Type<Progress> = t.type(
  {
    couponId: t.string,
    status: StatusPart,
    tabs: list(TabPart),
    flags: list(FlagPart),
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

const OriginPart = orNull(t.record(t.string, t.union([t.string, t.number])))

export const ExplainedPart: t.Type<ExplainedSpend> = t.type(
  {
    spendId: t.string,
    occurredAt: InstantText,
    recordedAt: InstantText,
    calculatedAt: orNull(InstantText),
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
    origin: OriginPart,
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
  readonly origin: Origin
}
export const HistoryPart: t.Type<HistoryEntry> = t.type(
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
    origin: OriginPart,
  },
  'HistoryEntry',
)
export const HistoryAnswer = t.type(
  { couponId: t.string, events: list(HistoryPart), position: t.number, nextCursor: orNull(t.string) },
  'HistoryPage',
)
