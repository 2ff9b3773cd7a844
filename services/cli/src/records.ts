import { csvRecords, type CsvMapping, ndjsonRecords, type RawRecord, readChunks, SourceFault } from '@earnback/ingester'

/** One file to take in, or standard input; the size is known of plain files alone. */
export interface Input {
  readonly path: string
  readonly bytes: number | undefined
}

/** How the bytes of an input are read. */
export type Format =
  { readonly kind: 'ndjson' } | { readonly kind: 'csv'; readonly mapping: CsvMapping; readonly source?: string }

export const STANDARD_INPUT = '-'

/** What an input is called in messages and in the origin of its records. */
export const nameOfInput = (path: string): string => (path === STANDARD_INPUT ? 'standard input' : path)

/** The bytes of standard input. Throws `SourceFault` where it can't be read, as when it is a folder. */
export async function* standardInput(stdin: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stdin
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    throw new SourceFault('FILE_UNREADABLE', `standard input can't be read: ${message}`)
  }
}

async function* counted(chunks: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onBytes(chunk.length)
    yield chunk
  }
}

const recordsIn = (chunks: AsyncIterable<Buffer>, file: string, format: Format): AsyncGenerator<RawRecord> =>
  format.kind === 'ndjson' ? ndjsonRecords(chunks, file) : csvRecords(chunks, file, format)

export const recordsOfFile = (path: string, format: Format): AsyncGenerator<RawRecord> =>
  recordsIn(readChunks(path), path, format)

/** The records of all inputs, one input after the other. */
export async function* recordsOf(
  inputs: ReadonlyArray<Input>,
  format: Format,
  stdin: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<RawRecord> {
  for (const { path } of inputs) {
    const chunks = path === STANDARD_INPUT ? standardInput(stdin) : readChunks(path)
    yield* recordsIn(counted(chunks, onBytes), nameOfInput(path), format)
  }
}
