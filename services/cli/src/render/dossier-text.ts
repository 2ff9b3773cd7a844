import type { Dossier } from '@earnback/projections'
import type { Look } from './look'
import { table, type TableColumn } from './table'
import { visible } from './visible'

const COLUMNS: ReadonlyArray<TableColumn> = [
  { title: 'position', align: 'right' },
  { title: 'occurred', align: 'left' },
  { title: 'recorded', align: 'left' },
  { title: 'event', align: 'left' },
  { title: 'said by', align: 'left' },
  { title: 'id', align: 'left' },
]

/** The dossier in short; the document itself is for `--json`. */
export const dossierText = function* (dossier: Dossier, look: Look): Generator<string> {
  const { couponId, adAccountId, code, progress, timeline, attempts, verdicts, findings, log } = dossier
  yield look.strong(
    `Coupon ${visible(couponId)}, code ${visible(code ?? 'unknown')}, ad account ${visible(adAccountId ?? 'unknown')}`,
  )
  yield `status ${progress.status}, received ${progress.receivedAt ?? 'unknown'}, activated ${progress.activatedAt ?? 'never'}`
  yield ''
  const entries = [...timeline, ...attempts].sort((one, other) => one.position - other.position)
  yield* table(
    COLUMNS,
    entries.map(({ position, occurredAt, recordedAt, type, actor, source, id }) => [
      String(position),
      occurredAt,
      recordedAt,
      type,
      actor ?? source,
      id,
    ]),
    look.columns,
  )
  yield ''
  yield `${verdicts.length} lines of spend, ${findings.length} findings; --json has them all`
  for (const { code: found, about, message } of findings) yield look.warn(`  ${found}  ${visible(about)}: ${message}`)
  yield look.faint(`log at ${log.position}, head ${log.hash}`)
}
