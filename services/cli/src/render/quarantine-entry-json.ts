import type { QuarantineEntry } from '@earnback/ingester'
import { formatInstant } from '@earnback/kernel'
import type { QuarantineEntryJson } from '@earnback/query-api'

/** An entry of the quarantine for programs, without the record's bytes. */
export const quarantineEntryJson = (entry: QuarantineEntry): QuarantineEntryJson => ({
  ...entry,
  quarantinedAt: formatInstant(entry.quarantinedAt),
})
