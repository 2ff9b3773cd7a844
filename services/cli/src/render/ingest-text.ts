import type { IngestReport } from '@earnback/ingester'
import { grouped } from './amount'
import type { Look } from './look'

/** What became of the records; read = stored + duplicates + quarantined. */
export const ingestText = function* (
  { read, stored, duplicates, quarantined, reasons }: IngestReport,
  look: Look,
): Generator<string> {
  const counts = [read, stored, duplicates, quarantined].map((count) => grouped(String(count)))
  const width = Math.max(...counts.map(({ length }) => length))
  const [readText = '', storedText = '', duplicatesText = '', quarantinedText = ''] = counts.map((count) => count.padStart(width))
  yield `read         ${readText}`
  yield `stored       ${look.good(storedText)}`
  yield `duplicates   ${duplicatesText}${duplicates > 0 ? '  were there already' : ''}`
  yield `quarantined  ${quarantined > 0 ? look.warn(quarantinedText) : quarantinedText}`
  if (quarantined === 0) return
  for (const [code, count] of Object.entries(reasons)) yield `  ${code}  ${grouped(String(count))}`
  yield 'Set aside with their bytes and the reason: earnback quarantine list'
}
