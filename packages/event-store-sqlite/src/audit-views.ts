import type { Problems } from './audit-problems'
import type { Statements, ViewRow } from './statements'
import { checksumOfItem, checksumOfView } from './views'

const auditView = (statements: Statements, row: ViewRow, head: number, problems: Problems): void => {
  const where = `view ${row.view}`
  if (row.checksum !== checksumOfView(row)) problems.add('VIEW_CHANGED', where, 'its checkpoint was changed from outside')
  if (row.position > head)
    problems.add('VIEW_AHEAD', where, `it stands for position ${row.position} of a log that ends at ${head}`)
  let count = 0
  let digest = 0
  for (const { key, json, checksum } of statements.viewItems.iterate(row.view)) {
    if (checksum !== checksumOfItem(row.view, key, json))
      problems.add('VIEW_ROW_CHANGED', `${where}, row ${key}`, 'it was changed from outside')
    count++
    digest = (digest + checksum) >>> 0
  }
  if (count !== row.row_count || digest !== row.digest) {
    problems.add('VIEW_ROWS_DIFFER', where, `it was written with ${row.row_count} rows, and these ${count} are not they`)
  }
}

export const auditViews = (statements: Statements, head: number, problems: Problems): void => {
  for (const row of statements.views.all()) auditView(statements, row, head, problems)
  for (const { view } of statements.strayViewItems.all())
    problems.add('VIEW_ROW_STRAY', `view ${view}`, 'rows without a checkpoint')
}
