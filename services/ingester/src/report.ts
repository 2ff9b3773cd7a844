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
