import type { IngestReport } from '@earnback/ingester'

const reasonsSince = (before: IngestReport['reasons'], after: IngestReport['reasons']): IngestReport['reasons'] =>
  Object.fromEntries(
    Object.entries(after).flatMap(([code, count]) => (count > (before[code] ?? 0) ? [[code, count - (before[code] ?? 0)]] : [])),
  )

/** What came after an earlier report. */
export const since = (before: IngestReport, after: IngestReport): IngestReport => ({
  read: after.read - before.read,
  stored: after.stored - before.stored,
  duplicates: after.duplicates - before.duplicates,
  quarantined: after.quarantined - before.quarantined,
  reasons: reasonsSince(before.reasons, after.reasons),
})
