import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { FollowedFile } from './followed-file'
import type { RawRecord } from './raw-record'
import { fileFault } from './read-chunks'

const isRecordFile = (name: string): boolean => name.endsWith('.ndjson') || name.endsWith('.jsonl')

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code

/** The files to read now, in name order; none while the path doesn't exist yet. */
const filesAt = async (path: string): Promise<ReadonlyArray<string>> => {
  try {
    const found = await stat(path)
    if (!found.isDirectory()) return [path]
    const entries = await readdir(path, { withFileTypes: true })
    const names = entries.filter((entry) => !entry.isDirectory() && isRecordFile(entry.name)).map(({ name }) => name)
    return names.sort().map((name) => join(path, name))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw fileFault(path, error) ?? error
  }
}

const pauseUnlessAborted = async (millis: number, signal: AbortSignal): Promise<void> => {
  try {
    await pause(millis, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/**
 * The lines of an NDJSON file, or of every `*.ndjson` and `*.jsonl` in a folder, as they are written, until the signal aborts.
 * Only whole lines: a last line waits for its newline. Read again from the beginning in the next process; identity makes that harmless.
 */
export async function* follow(path: string, signal: AbortSignal, pollMs: number): AsyncGenerator<RawRecord> {
  const followed = new Map<string, FollowedFile>()
  while (!signal.aborted) {
    const files = new Set(await filesAt(path))
    for (const file of followed.keys()) if (!files.has(file)) followed.delete(file)
    for (const file of files) {
      const known = followed.get(file) ?? new FollowedFile(file)
      followed.set(file, known)
      yield* known.news(signal)
    }
    await pauseUnlessAborted(pollMs, signal)
  }
}
