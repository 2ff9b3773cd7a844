import { type Finding, type FindingCode, type Status, type Tab, VERDICTS, type Verdict } from '@earnback/coupon'
import type { AmountJson, Flag } from '@earnback/projections'
import * as t from 'io-ts'

type Names<A extends string> = { readonly [name in A]: null }

/** One of these words; the compiler holds that none is missing. */
export const oneOf = <A extends string>(names: Names<A>): t.Type<A> => t.keyof(names)

export const orNull = <C extends t.Mixed>(codec: C): t.UnionC<[C, t.NullC]> => t.union([codec, t.null])

/** A text whose words are too many to list here, described by the name. */
const word = <A extends string>(name: string): t.Type<A> =>
  new t.Type<A, A, unknown>(
    name,
    (value): value is A => typeof value === 'string',
    (value, context) => (typeof value === 'string' ? t.success(value as A) : t.failure(value, context)),
    t.identity,
  )

export const InstantText = word<string>('instant text')
const FindingCodeText = word<FindingCode>('finding code')

export const AmountPart: t.Type<AmountJson> = t.type({ amount: word('decimal text'), currency: word('currency text') }, 'Amount')

export const StatusPart = oneOf<Status>({
  issued: null,
  expired_unused: null,
  earning: null,
  settling: null,
  met: null,
  on_hold: null,
  credited: null,
  exhausted: null,
  credit_expired: null,
  missed: null,
  withheld: null,
  withdrawn: null,
})
export const FlagPart = oneOf<Flag>({
  met_pending_calculation: null,
  review_required: null,
  at_risk_balance: null,
  funding_below_threshold: null,
  data_stale: null,
  sla_past_one_day: null,
  sla_breached: null,
})
export const TabPart = oneOf<Tab>({ available: null, earning: null, not_available: null })
export const VerdictPart = oneOf<Verdict>(Object.fromEntries(VERDICTS.map((verdict) => [verdict, null])) as Names<Verdict>)

const Said = t.intersection([
  t.type({ type: t.string, source: t.string, id: t.string, position: t.number, occurredAt: InstantText }),
  t.partial({ amount: AmountPart, metAt: InstantText }),
])
const Computed = t.partial({
  threshold: AmountPart,
  calculated: AmountPart,
  calculatedThrough: InstantText,
  due: InstantText,
  reward: AmountPart,
  granted: AmountPart,
})
const EvidencePart = t.intersection([
  t.type({ engine: orNull(Said), platform: orNull(Said) }),
  t.partial({ earlier: Said, computed: Computed }),
])
export const findingFields = { code: FindingCodeText, rule: t.string, about: t.string, message: t.string }
export const findingEvidence = t.partial({ evidence: EvidencePart })
export const FindingPart = t.intersection([t.type(findingFields), findingEvidence], 'Finding') as unknown as t.Type<Finding>

/** What every answer says about the question it was asked. */
export const questionFields = { asOf: orNull(InstantText), knownAt: orNull(InstantText), position: t.number }

/** Schemas of the words above, by name. */
export const LEAVES = {
  'instant text': { type: 'string', format: 'date-time', description: 'UTC with Z, 3 or 6 fractional digits' },
  'decimal text': { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]{1,6})?$', description: 'exact decimal, never a JSON number' },
  'currency text': { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217' },
  'finding code': { type: 'string', pattern: '^[A-Z_]+$' },
} as const
