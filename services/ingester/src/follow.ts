import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pause } from './clock'
import { errorCode } from './error-code'
import { FollowedFile } from './followed-file'
import type { RawRecord } from './raw-record'
import { fileFault } from './read-chunks'

const isRecordFile = (name: string): boolean => name.endsWith('.ndjson') || name.endsWith('.jsonl')

/** The files to read now, in name order; none while the path doesn't exist yet. */
const filesAt = async (path: string): Promise<ReadonlyArray<string>> => {
  try {
    const found = await stat(path)
    if (!found.isDirectory()) return [path]
    const entries = await readdir(path, { withFileTypes: true })
    const names = entries.filter((entry) => !entry.isDirectory() && isRecordFile(entry.name)).map(({ name }) => name)
    return names.sort().map((name) => join(path, name))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw fileFault(path, error) ?? error
  }
}

/**
 * The lines of an NDJSON file, or of every `*.ndjson` and `*.jsonl` in a folder, as they are written, until the signal aborts.
 * Only whole lines: a last line waits for its newline. Read again from the beginning in the next process; identity makes that harmless.
 */
export async function* follow(path: string, signal: AbortSignal, pollMs: number, wait = pause): AsyncGenerator<RawRecord> {
  const followed = new Map<string, FollowedFile>()
  while (!signal.aborted) {
    const files = new Set(await filesAt(path))
    for (const file of followed.keys()) if (!files.has(file)) followed.delete(file)
    for (const file of files) {
      const known = followed.get(file) ?? new FollowedFile(file)
      followed.set(file, known)
      yield* known.news(signal)
    }
    await wait(pollMs, signal)
  }
}
