import { amountOf, type AmountJson, microsOf } from './micros'
import { exactText, microsOfInstant } from './instant'
import type { Line, Point } from './point'
import { doesCount } from './words'

export interface Change {
  readonly line: Line
  readonly before: Line | undefined
  readonly after: Line | undefined
  /** What the change adds to or takes from what is reported, in the line's currency. */
  readonly difference: AmountJson
  readonly why: string
}

export interface Difference {
  readonly changes: ReadonlyArray<Change>
  readonly reported: AmountJson | undefined
  readonly calculated: AmountJson | undefined
  readonly status: readonly [Point['progress']['status'], Point['progress']['status']]
}

const keyOf = ({ source, id }: Line): string => `${source}\n${id}`

const isLaterThan = (text: string, limit: string | undefined): boolean =>
  limit !== undefined && microsOfInstant(text) > microsOfInstant(limit)

const correctedAfter = (line: Line, limit: string | undefined): string | undefined =>
  line.corrections.map(({ recordedAt }) => recordedAt).find((at) => isLaterThan(at, limit))

const appearance = (line: Line, { asOf, knownAt }: Point): string => {
  if (isLaterThan(line.recordedAt, knownAt)) return `recorded at ${exactText(line.recordedAt)}`
  return isLaterThan(line.occurredAt, asOf)
    ? `spent at ${exactText(line.occurredAt)}`
    : 'the account that it belongs to became known'
}

const reasonOf = (before: Line | undefined, after: Line | undefined, from: Point, to: Point): string => {
  if (before === undefined) return after === undefined ? '' : appearance(after, from)
  if (after === undefined) return `left out: ${appearance(before, to)}`
  const corrected = correctedAfter(after, from.knownAt)
  if (corrected !== undefined) return `corrected at ${exactText(corrected)}`
  if (before.verdict === 'PENDING_CALCULATION' && after.verdict === 'COUNTED') return 'a calculation took it in'
  return after.verdict === before.verdict ? 'a calculation took its correction in' : after.why
}

const isSame = (one: Line, other: Line): boolean =>
  one.verdict === other.verdict &&
  one.amount.amount === other.amount.amount &&
  one.qualifyingAmount.amount === other.qualifyingAmount.amount &&
  one.calculatedAmount.amount === other.calculatedAmount.amount

const gap = (from: AmountJson | null, to: AmountJson | null): AmountJson | undefined => {
  const currency = (to ?? from)?.currency
  if (currency === undefined) return undefined
  return amountOf((to === null ? 0n : microsOf(to)) - (from === null ? 0n : microsOf(from)), currency)
}

const sizeOf = (line: Line | undefined): bigint => (line === undefined ? 0n : microsOf(line.qualifyingAmount))

/** What differs between two points and why; first what changes a sum, the largest first. */
export const diffOf = (from: Point, to: Point): Difference => {
  const [before, after] = [from, to].map(({ lines }) => new Map(lines.map((line) => [keyOf(line), line])))
  const changes: Array<Change> = []
  for (const key of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
    const [old, now] = [before?.get(key), after?.get(key)]
    const line = now ?? old
    if (line === undefined || (old !== undefined && now !== undefined && isSame(old, now))) continue
    const difference = amountOf(sizeOf(now) - sizeOf(old), line.qualifyingAmount.currency)
    changes.push({ line, before: old, after: now, difference, why: reasonOf(old, now, from, to) })
  }
  return {
    changes: changes.sort(byWeight),
    reported: gap(from.progress.reported, to.progress.reported),
    calculated: gap(from.progress.calculated, to.progress.calculated),
    status: [from.progress.status, to.progress.status],
  }
}

const weight = ({ difference }: Change): bigint => {
  const size = microsOf(difference)
  return size < 0n ? -size : size
}

const byWeight = (one: Change, other: Change): number => {
  const [first, second] = [weight(one), weight(other)]
  if (first !== second) return first > second ? -1 : 1
  const counts = (change: Change): number => (change.after !== undefined && doesCount(change.after.verdict) ? 0 : 1)
  return counts(one) - counts(other) || one.line.position - other.line.position
}
