import type { IngestReport } from '@earnback/ingester'

export const NOTHING_TAKEN: IngestReport = { read: 0, stored: 0, duplicates: 0, quarantined: 0, reasons: {} }

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

export const plus = (one: IngestReport, other: IngestReport): IngestReport => {
  const reasons: Record<string, number> = { ...one.reasons }
  for (const [code, count] of Object.entries(other.reasons)) reasons[code] = (reasons[code] ?? 0) + count
  return {
    read: one.read + other.read,
    stored: one.stored + other.stored,
    duplicates: one.duplicates + other.duplicates,
    quarantined: one.quarantined + other.quarantined,
    reasons,
  }
}
