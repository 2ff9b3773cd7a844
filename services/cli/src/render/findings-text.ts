import type { QueuedFinding } from '@earnback/projections'
import { money } from './amount'
import type { Look } from './look'
import { table, type TableColumn } from './table'

const COLUMNS: ReadonlyArray<TableColumn> = ['coupon', 'finding', 'rule', 'about', 'what', 'engine', 'platform'].map((title) => ({
  title,
  align: 'left',
}))

type Said = NonNullable<QueuedFinding['evidence']>['engine']

const saidText = (said: Said): string => {
  if (said === null) return '–'
  const amount = said.amount === undefined ? '' : ` ${money(said.amount)}`
  return `${said.type}${amount} at ${said.occurredAt} (${said.position})`
}

/** The work queue for people, newest first; numbers in brackets are positions of the log. */
export const findingsText = function* (findings: ReadonlyArray<QueuedFinding>, look: Look): Generator<string> {
  if (findings.length === 0) {
    yield look.good('nothing to look at')
    return
  }
  const rows = findings.map(({ couponId, code, rule, about, message, evidence }) => [
    couponId,
    code,
    rule,
    about,
    message,
    evidence === undefined ? '' : saidText(evidence.engine),
    evidence === undefined ? '' : saidText(evidence.platform),
  ])
  yield* table(COLUMNS, rows, look.columns)
}
