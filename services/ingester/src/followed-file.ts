import { type FileHandle, open, stat } from 'node:fs/promises'
import { errorCode } from './error-code'
import { ndjsonRecord } from './ndjson-records'
import type { RawRecord } from './raw-record'
import { fileFault } from './read-chunks'
import { lineEnd, RecordSplitter } from './record-splitter'

const CHUNK_BYTES = 1_048_576
const TAIL_BYTES = 64

interface Seen {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}

/** A growing file, read up to its last whole line; one that was cut or replaced is read again from its beginning. */
export class FollowedFile {
  private splitter: RecordSplitter
  private seen: Seen | undefined
  private offset = 0
  /** The last bytes that were read, to tell a file that grew from one that was written anew. */
  private tail = Buffer.alloc(0)

  constructor(private readonly file: string) {
    this.splitter = new RecordSplitter(file, lineEnd)
  }

  /** What was written since the last call. The last record says that nothing more is there for now. */
  async *news(signal: AbortSignal): AsyncGenerator<RawRecord> {
    const handle = await this.openIfChanged()
    if (handle === undefined) return
    try {
      let last: RawRecord | undefined
      for await (const record of this.records(handle, signal)) {
        if (last !== undefined) yield last
        last = record
      }
      if (last !== undefined) yield { ...last, idleAfter: true }
    } finally {
      await handle.close()
    }
    this.splitter.throwIfOverLimit()
  }

  private async openIfChanged(): Promise<FileHandle | undefined> {
    let handle: FileHandle | undefined
    try {
      const { ino, size, mtimeMs } = await stat(this.file)
      const before = this.seen
      if (before?.ino === ino && before.size === size && before.mtimeMs === mtimeMs) return undefined
      handle = await open(this.file, 'r')
      if (before !== undefined && !(before.ino === ino && size >= this.offset && (await this.continues(handle)))) this.restart()
      this.seen = { ino, size, mtimeMs }
      return handle
    } catch (error) {
      await handle?.close()
      if (errorCode(error) === 'ENOENT') return undefined
      throw fileFault(this.file, error) ?? error
    }
  }

  private async *records(handle: FileHandle, signal: AbortSignal): AsyncGenerator<RawRecord> {
    while (!signal.aborted && !this.splitter.isOverLimit) {
      const chunk = await this.nextChunk(handle)
      if (chunk.length === 0) return
      for (const piece of this.splitter.push(chunk)) yield ndjsonRecord(this.file, piece)
    }
  }

  private async nextChunk(handle: FileHandle): Promise<Buffer> {
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, this.offset)
      const chunk = buffer.subarray(0, bytesRead)
      this.offset += bytesRead
      this.tail = Buffer.concat([this.tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES)
      return chunk
    } catch (error) {
      throw fileFault(this.file, error) ?? error
    }
  }

  private async continues(handle: FileHandle): Promise<boolean> {
    const { length } = this.tail
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, this.offset - length)
    return bytesRead === length && buffer.equals(this.tail)
  }

  private restart(): void {
    this.splitter = new RecordSplitter(this.file, lineEnd)
    this.offset = 0
    this.tail = Buffer.alloc(0)
  }
}
