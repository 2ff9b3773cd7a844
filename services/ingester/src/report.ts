/** What became of the records; always `read = stored + duplicates + quarantined`. */
export interface IngestReport {
  readonly read: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  /** How many were quarantined for each code. */
  readonly reasons: Readonly<Record<string, number>>
}

/** The report so far, and the bytes of the records in it. */
export interface IngestProgress extends IngestReport {
  readonly bytes: number
}

export const NOTHING_TAKEN: IngestReport = { read: 0, stored: 0, duplicates: 0, quarantined: 0, reasons: {} }

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
