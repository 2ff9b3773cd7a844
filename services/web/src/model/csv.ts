import type { Line } from './point'
import { originText } from './origin'

export interface Exported {
  readonly couponId: string
  readonly asOf: string | undefined
  readonly knownAt: string | undefined
  /** Of the log, for which the lines stand. */
  readonly position: number
  readonly lines: ReadonlyArray<Line>
}

type Cell = string | { readonly number: string }

/** A spreadsheet takes such a text for a formula; numbers stay as they are, or a refund would turn into text. */
const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

const written = (cell: Cell): string => {
  if (typeof cell !== 'string') return cell.number
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const COLUMNS: ReadonlyArray<readonly [string, (line: Line) => Cell]> = [
  ['spendId', ({ spendId }) => spendId],
  ['occurredAt', ({ occurredAt }) => occurredAt],
  ['recordedAt', ({ recordedAt }) => recordedAt],
  ['calculatedAt', ({ calculatedAt }) => calculatedAt ?? ''],
  ['amount', ({ amount }) => ({ number: amount.amount })],
  ['currency', ({ amount }) => amount.currency],
  ['qualifyingAmount', ({ qualifyingAmount }) => ({ number: qualifyingAmount.amount })],
  ['calculatedAmount', ({ calculatedAmount }) => ({ number: calculatedAmount.amount })],
  ['verdict', ({ verdict }) => verdict],
  ['rule', ({ rule }) => rule],
  ['why', ({ why }) => why],
  ['runningTotal', ({ runningTotal }) => ({ number: runningTotal.amount })],
  ['source', ({ source }) => source],
  ['id', ({ id }) => id],
  ['position', ({ position }) => ({ number: String(position) })],
  ['origin', originText],
]

const row = (cells: ReadonlyArray<Cell>): string => `${cells.map(written).join(',')}\r\n`

export const csvOf = ({ lines }: Exported): string =>
  [row(COLUMNS.map(([name]) => name)), ...lines.map((line) => row(COLUMNS.map(([, cell]) => cell(line))))].join('')

/** One JSON document a line, each with the point in the two times that it stands for. */
export const ndjsonOf = ({ couponId, asOf, knownAt, position, lines }: Exported): string => {
  const point = { couponId, asOf: asOf ?? null, knownAt: knownAt ?? null, logPosition: position }
  return lines.map((line) => `${JSON.stringify({ ...point, ...line })}\n`).join('')
}
