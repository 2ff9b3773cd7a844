import type * as t from 'io-ts'
import { CreditAnswer, DeliveriesAnswer, PromotionPart, PromotionsAnswer } from './account-answers'
import { ExplainedPart, ExplanationAnswer, HistoryAnswer, HistoryPart, ProgressAnswer } from './coupon-answers'
import { AmountPart, FindingPart } from './parts'
import { ActivationAnswer, CheckPart, DiagnosisAnswer, FindingsAnswer, QuarantineAnswer } from './queue-answers'
import { LiveAnswer, ProblemAnswer, ReadyAnswer } from './service-answers'

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
