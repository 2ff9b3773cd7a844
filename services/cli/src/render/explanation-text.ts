import { VERDICT_RULES, VERDICTS } from '@earnback/coupon'
import { formatMicros, parseMicros } from '@earnback/kernel'
import type { ExplainedSpend, Explanation } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { alignedDecimals, grouped } from './amount'
import type { Look } from './look'
import { clipped, table, type TableColumn } from './table'
import { visible } from './visible'

const COLUMNS: ReadonlyArray<TableColumn> = [
  { title: 'occurred', align: 'left' },
  { title: 'amount', align: 'right' },
  { title: 'qualifying', align: 'right' },
  { title: 'running total', align: 'right' },
  { title: 'verdict', align: 'left' },
  { title: 'rule', align: 'left' },
  { title: 'spend', align: 'left' },
  { title: 'why', align: 'left' },
]
const SPEND_ID_CHARS_MAX = 14

/** On a terminal a long id would push the reason out of sight; elsewhere it stays whole. */
const shortened = (spendId: string, terminalColumns: number | undefined): string =>
  terminalColumns === undefined || spendId.length <= SPEND_ID_CHARS_MAX ? spendId : `${spendId.slice(0, 8)}…${spendId.slice(-5)}`

const decimals = (
  spend: ReadonlyArray<ExplainedSpend>,
  of: 'amount' | 'qualifyingAmount' | 'runningTotal',
): ReadonlyArray<string> =>
  alignedDecimals(spend.map((line) => line[of].amount)).map((text, at) => `${text} ${spend[at]?.[of].currency ?? ''}`)

const spendTable = (spend: ReadonlyArray<ExplainedSpend>, look: Look): Iterable<string> => {
  const amounts = decimals(spend, 'amount')
  const qualifying = decimals(spend, 'qualifyingAmount')
  const running = decimals(spend, 'runningTotal')
  const rows = spend.map((line, at) => [
    line.occurredAt,
    amounts[at] ?? '',
    qualifying[at] ?? '',
    running[at] ?? '',
    line.verdict,
    line.rule,
    shortened(line.spendId, look.columns),
    line.why,
  ])
  return table(COLUMNS, rows, look.columns)
}

interface Total {
  readonly name: string
  readonly amount: string
  readonly currency: string
  readonly why: string
}

const micros = (amount: string): bigint => {
  const parsed = parseMicros(amount)
  if (E.isRight(parsed)) return parsed.right
  // A sum may outgrow what one amount may hold.
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}

/** Each verdict's recorded amounts, and below them what came in altogether, for each currency. */
const totalsOf = ({
  totalsByCurrency,
}: Explanation): { readonly parts: ReadonlyArray<Total>; readonly sums: ReadonlyArray<Total> } => {
  const parts = VERDICTS.flatMap((verdict) =>
    (totalsByCurrency[verdict] ?? []).map(({ amount, currency }) => ({
      name: verdict,
      amount,
      currency,
      why: `${VERDICT_RULES[verdict].rule.padEnd(3)}  ${VERDICT_RULES[verdict].why}`,
    })),
  )
  const sums = new Map<string, bigint>()
  for (const { amount, currency } of parts) sums.set(currency, (sums.get(currency) ?? 0n) + micros(amount))
  return {
    parts,
    sums: [...sums].map(([currency, sum]) => ({ name: 'all that was recorded', amount: formatMicros(sum), currency, why: '' })),
  }
}

const totalsText = function* (explanation: Explanation, look: Look): Generator<string> {
  const { parts, sums } = totalsOf(explanation)
  const all = [...parts, ...sums]
  const amounts = alignedDecimals(all.map(({ amount }) => amount))
  const width = Math.max(0, ...all.map(({ name }) => name.length))
  const line = ({ name, currency, why }: Total, at: number): string =>
    `  ${name.padEnd(width)}  ${amounts[at] ?? ''} ${currency}  ${why}`.trimEnd()
  yield look.strong('Recorded amounts by verdict')
  yield* parts.map((total, at) => clipped(line(total, at), look.columns))
  yield `  ${'─'.repeat(width + 2 + (amounts[0]?.length ?? 0) + 4)}`
  yield* sums.map((total, at) => line(total, parts.length + at))
}

/** The verdicts for people: the last `linesMax` lines of spend, and the totals of all. */
export const explanationText = function* (explanation: Explanation, linesMax: number, look: Look): Generator<string> {
  const { verdicts, couponId } = explanation
  const shown = verdicts.slice(Math.max(0, verdicts.length - linesMax))
  const left = verdicts.length - shown.length
  const count = grouped(String(verdicts.length))
  yield look.strong(
    `Coupon ${visible(couponId)}: ${count} ${verdicts.length === 1 ? 'line' : 'lines'} of spend, in the order of event time`,
  )
  if (verdicts.length === 0) return
  if (left > 0) yield look.faint(`${grouped(String(left))} earlier lines are left out; --all prints them`)
  yield ''
  yield* spendTable(shown, look)
  yield ''
  yield* totalsText(explanation, look)
}
