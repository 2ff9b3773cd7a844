import type { ColumnPage } from '@earnback/event-store'
import type { ColumnRange } from './column-codec'
import { CacheDamaged } from './faults'
import type { LogHandle } from './log-handle'
import { indexedHead, repaired } from './read'
import { columnsIn, sealColumns, type Segment, segmentOf } from './segment'

interface Found {
  readonly firstPosition: number
  readonly count: number
  readonly columns: ColumnRange
  /** Set where the columns had to be derived, and are worth keeping. */
  readonly derived?: Segment
}

const findAt = (handle: LogHandle, position: number): Found => {
  const { statements, reader, options } = handle
  const row = statements.segmentColumns.get(position)
  if (row === undefined || row.first_position + row.count <= position)
    throw new CacheDamaged(`no segment holds event ${position}`)
  const { first_position: firstPosition, count } = row
  const columns = columnsIn(options.columns, row)
  if (columns !== undefined) return { firstPosition, count, columns }
  const derived = segmentOf(firstPosition, count, reader.batchesOf(firstPosition, count), options.columns)
  reader.forget()
  return { firstPosition, count, columns: derived.columns, derived }
}

/** Keeps derived columns in the file, unless their segment was merged meanwhile or the file is busy: then they are derived again. */
const keepDerived = async (handle: LogHandle, segment: Segment): Promise<void> => {
  const { statements, options } = handle
  const { firstPosition, count } = segment
  const { version } = options.columns
  await handle.write(() => {
    if (statements.segmentRange.get(firstPosition, count) === undefined) return
    statements.insertColumns.run(firstPosition, count, version, sealColumns(segment, version))
  })
}

const pageOf = ({ firstPosition, count, columns }: Found, from: number, to: number): ColumnPage => {
  const start = Math.max(from - firstPosition, 0)
  const end = Math.min(to - firstPosition + 1, count)
  if (start === 0 && end === count) return { firstPosition, count, ...columns }
  return {
    firstPosition: firstPosition + start,
    count: end - start,
    streams: columns.streams.subarray(start, end),
    columns: columns.columns.map((column) => column?.subarray(start, end)),
  }
}

export async function* readColumns(handle: LogHandle, afterPosition: number): AsyncGenerator<ColumnPage> {
  const head = await indexedHead(handle)
  for (let position = Math.max(afterPosition, 0) + 1; position <= head;) {
    const from = position
    const found = await repaired(handle, () => findAt(handle, from))
    if (found.derived !== undefined) await keepDerived(handle, found.derived)
    const page = pageOf(found, position, head)
    position = page.firstPosition + page.count
    yield page
  }
}
