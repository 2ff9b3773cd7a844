import type { ExplainedSpend } from '@earnback/projections'
import { money } from '../render/amount'
import type { Look } from '../render/look'
import { table, type TableColumn } from '../render/table'

interface Field extends TableColumn {
  readonly of: (line: ExplainedSpend) => string
}

/** `2026-09-03T01:15:30.250418Z` → `09-03 01:15:30.250418`: every microsecond, without what all lines share. */
const withinYear = (canonical: string): string => canonical.slice(5, -1).replace('T', ' ')

const REASON: ReadonlyArray<Field> = [
  { title: 'verdict', align: 'left', of: ({ verdict }) => verdict },
  { title: 'rule', align: 'left', of: ({ rule }) => rule },
  { title: 'why', align: 'left', of: ({ why }) => why },
]
const AMOUNT: Field = { title: 'amount', align: 'right', of: ({ amount }) => money(amount) }
const OCCURRED: Field = { title: 'occurred (UTC)', align: 'left', of: ({ occurredAt }) => withinYear(occurredAt) }
const SPEND: Field = { title: 'spend', align: 'left', of: ({ spendId }) => spendId }
const GAP_CHARS = 2
/** A longer reason may be cut at its end; a shorter one is always whole. */
const REASON_CHARS = 57

const widthOf = ({ title, of }: Field, lines: ReadonlyArray<ExplainedSpend>): number => {
  const width = Math.max(title.length, ...lines.map((line) => of(line).length))
  return title === 'why' ? Math.min(width, REASON_CHARS) : width
}

/** Which spend, when and how much are told where the terminal has room for them beside the verdict and its reason. */
const fieldsFor = (lines: ReadonlyArray<ExplainedSpend>, columns: number | undefined): ReadonlyArray<Field> => {
  const candidates = [
    [SPEND, OCCURRED, AMOUNT, ...REASON],
    [OCCURRED, AMOUNT, ...REASON],
    [AMOUNT, ...REASON],
  ]
  const fits = (fields: ReadonlyArray<Field>): boolean =>
    columns === undefined || fields.reduce((sum, field) => sum + widthOf(field, lines) + GAP_CHARS, -GAP_CHARS) <= columns
  return candidates.find(fits) ?? REASON
}

const painted = (line: string, verdict: string, look: Look): string => {
  const paint = verdict === 'COUNTED' ? look.good : verdict === 'PENDING_CALCULATION' ? look.warn : look.bad
  return line.replace(verdict, () => paint(verdict))
}

/** Groups of spend lines in one table, each line with its verdict and its reason, each group after the first under its title. */
export const excerptTable = function* (
  groups: ReadonlyArray<readonly [title: string, lines: ReadonlyArray<ExplainedSpend>]>,
  look: Look,
): Generator<string> {
  const all = groups.flatMap(([, lines]) => lines)
  const fields = fieldsFor(all, look.columns)
  const rows = all.map((line) => fields.map(({ of }) => of(line)))
  const [titles = '', ...shown] = table(fields, rows, look.columns)
  yield look.faint(titles)
  for (const [at, [title, lines]] of groups.entries()) {
    if (at > 0) yield look.faint(title)
    for (const { verdict } of lines) yield painted(shown.shift() ?? '', verdict, look)
  }
}
