import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ndjsonRecords, type RawRecord, readChunks } from '@earnback/ingester'

const filesAt = async (path: string): Promise<ReadonlyArray<string>> => {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const names = entries.filter((entry) => !entry.isDirectory() && /\.(ndjson|jsonl)$/.test(entry.name)).map(({ name }) => name)
  return names.sort().map((name) => join(path, name))
}

/** What is in a file or a folder now, by the same rule as following it: a last line without a newline is not finished yet. */
export async function* presentRecords(path: string, signal: AbortSignal): AsyncGenerator<RawRecord> {
  for (const file of await filesAt(path)) {
    for await (const record of ndjsonRecords(readChunks(file), file)) {
      if (signal.aborted) return
      if (record.unterminated !== true) yield record
    }
  }
}
