import { type ColumnSpec, KeyMarker } from '@earnback/event-store'
import type { BatchReader } from './batch-reader'
import { insertSegment, segmentOf } from './segment'
import type { Statements } from './statements'

const SEGMENT_EVENTS = 4_096
const SEGMENT_BYTES = 8 * 1024 * 1024

interface Rebuilt {
  readonly statements: Statements
  readonly reader: BatchReader
  readonly options: { readonly columns: ColumnSpec }
}

/** Drops every segment and its columns, and derives them from the log, within the transaction that is open. */
export const rebuildCaches = ({ statements, reader, options }: Rebuilt): void => {
  statements.deleteSegments.run(0)
  statements.deleteColumns.run(0)
  const head = statements.meta.get()?.position ?? 0
  const marker = new KeyMarker(options.columns, (position) => options.columns.decode(reader.batchOf(position).jsonAt(position)))
  for (let position = 1; position <= head;) {
    const batches = reader.batchesFrom(position, SEGMENT_EVENTS, SEGMENT_BYTES)
    const count = batches.reduce((sum, batch) => sum + batch.count, 0)
    const segment = segmentOf({ firstPosition: position, count }, batches, options.columns, marker)
    marker.keep()
    insertSegment(statements, segment, options.columns.version)
    position += count
  }
}
