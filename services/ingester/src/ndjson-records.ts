import type { RawRecord, Reading } from './raw-record'
import { lineEnd, type Piece, RecordSplitter } from './record-splitter'

const READING: Reading = { format: 'ndjson' }

export const ndjsonRecord = (file: string, { bytes, line, unterminated }: Piece): RawRecord => {
  const record = { bytes, origin: { file, line }, reading: READING }
  return unterminated ? { ...record, unterminated } : record
}

/** One record for each line that isn't blank. Throws `SourceFault` at a line of more than 64 MiB. */
export async function* ndjsonRecords(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<RawRecord> {
  const splitter = new RecordSplitter(file, lineEnd)
  for await (const chunk of chunks) {
    for (const piece of splitter.push(chunk)) yield ndjsonRecord(file, piece)
    splitter.throwIfOverLimit()
  }
  for (const piece of splitter.end()) yield ndjsonRecord(file, piece)
}
