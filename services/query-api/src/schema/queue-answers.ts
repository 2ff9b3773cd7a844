import type { QueuedFinding } from '@earnback/projections'
import * as t from 'io-ts'
import { AmountPart, findingEvidence, findingFields, InstantText, orNull, TabPart } from './parts'

const list = t.readonlyArray

const QueuedPart = t.intersection([
  t.type({ couponId: t.string, ...findingFields, position: t.number }),
  findingEvidence,
]) as unknown as t.Type<QueuedFinding>
export const FindingsAnswer = t.type({ findings: list(QueuedPart), nextCursor: orNull(t.string) }, 'Findings')

export const ProblemPart = t.type({ code: t.string, path: t.string, found: t.string, expected: t.string })
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

export const CheckPart = t.type(
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
