import type { ColumnPage } from '@earnback/event-store'
import type { ColumnRange } from './column-codec'
import { CacheDamaged } from './faults'
import type { LogHandle } from './log-handle'
import { namedHead, repaired } from './read'
import { columnsIn } from './segment'

interface Found {
  readonly firstPosition: number
  readonly count: number
  readonly columns: ColumnRange
}

const findAt = (handle: LogHandle, position: number): Found => {
  const { statements, options } = handle
  const row = statements.segmentColumns.get(position)
  if (row === undefined || row.first_position + row.count <= position)
    throw new CacheDamaged(`no segment holds event ${position}`)
  const { first_position: firstPosition, count } = row
  const columns = columnsIn(options.columns, row)
  if (columns === undefined) throw new CacheDamaged(`the columns at ${firstPosition} are damaged or of another version`)
  return { firstPosition, count, columns }
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
  const head = await namedHead(handle)
  for (let position = Math.max(afterPosition, 0) + 1; position <= head;) {
    const from = position
    const found = await repaired(handle, () => findAt(handle, from))
    const page = pageOf(found, position, head)
    position = page.firstPosition + page.count
    yield page
  }
}
