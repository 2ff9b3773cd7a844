import type { ExplainedSpend, Explanation } from '@earnback/projections'
import { csvRow, number, text, type CsvCell } from './csv'

const HEADER = [
  'spendId',
  'occurredAt',
  'recordedAt',
  'amount',
  'currency',
  'qualifyingAmount',
  'verdict',
  'rule',
  'runningTotal',
  'why',
  'position',
  'source',
  'id',
]

const cellsOf = (spend: ExplainedSpend): ReadonlyArray<CsvCell> => [
  text(spend.spendId),
  text(spend.occurredAt),
  text(spend.recordedAt),
  number(spend.amount.amount),
  text(spend.amount.currency),
  number(spend.qualifyingAmount.amount),
  text(spend.verdict),
  text(spend.rule),
  number(spend.runningTotal.amount),
  text(spend.why),
  number(String(spend.position)),
  text(spend.source),
  text(spend.id),
]

export const explanationCsv = function* ({ verdicts }: Explanation): Generator<string> {
  yield csvRow(HEADER.map(text))
  for (const spend of verdicts) yield csvRow(cellsOf(spend))
}
