import type { ColumnSpec } from '@earnback/event-store'
import { joinColumns } from './column-codec'
import { CacheDamaged } from './faults'
import { columnsIn, identitiesIn, insertSegment, namesIn, type Segment } from './segment'
import type { Statements } from './statements'

const SMALL_EVENTS = 16
const LARGE_EVENTS = 512

interface Rule {
  /** How many segments in a row. */
  readonly run: number
  readonly from: number
  readonly below: number
}

const RULES: ReadonlyArray<Rule> = [
  { run: 32, from: 1, below: SMALL_EVENTS },
  { run: 32, from: SMALL_EVENTS, below: LARGE_EVENTS },
  // Sizes that alternate between the two.
  { run: 64, from: 1, below: LARGE_EVENTS },
]
const RUN_MAX = 64

interface Size {
  readonly firstPosition: number
  readonly count: number
}

/**
 * The sizes of the last segments, so that an append knows without asking the file whether they want merging.
 * Segments under 512 events are merged 32 at a time in two tiers, so a log of single appends has a segment per 1,024 events
 * and a cache entry is written three times.
 */
export class SegmentTail {
  private sizes: Size[] = []

  /** Reads the sizes from the file: at the start, and when another process appended. */
  load(statements: Statements): void {
    const rows = statements.segmentTail.all(RUN_MAX)
    this.sizes = rows.reverse().map((row) => ({ firstPosition: row.first_position, count: row.count }))
  }

  push(firstPosition: number, count: number): void {
    this.sizes.push({ firstPosition, count })
    if (this.sizes.length > RUN_MAX) this.sizes.shift()
  }

  /** Where the run starts that is ready to become one segment; undefined where none is. */
  ripe(): number | undefined {
    for (const { run, from, below } of RULES) {
      const sizes = this.sizes.slice(-run)
      if (sizes.length === run && sizes.every(({ count }) => count >= from && count < below)) return sizes[0]?.firstPosition
    }
    return undefined
  }

  replace(firstPosition: number, count: number): void {
    while ((this.sizes.at(-1)?.firstPosition ?? 0) >= firstPosition) this.sizes.pop()
    this.push(firstPosition, count)
  }
}

const joined = (statements: Statements, spec: ColumnSpec, firstPosition: number): Segment | undefined => {
  const rows = statements.segmentsFrom.all(firstPosition)
  const columns = statements.columnsFrom.all(firstPosition).map((row) => columnsIn(spec, row))
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  const identities = new Uint32Array(count * 2)
  let next = firstPosition
  for (const row of rows) {
    if (row.first_position !== next) throw new CacheDamaged(`the segment at ${next} is missing`)
    identities.set(identitiesIn(row), (next - firstPosition) * 2)
    next += row.count
  }
  const whole = columns.filter((range) => range !== undefined)
  if (whole.length !== rows.length) return undefined
  return { firstPosition, count, names: rows.flatMap(namesIn), identities, columns: joinColumns(spec.columns, whole) }
}

/** Merges what is ripe, within the transaction of an append. Columns of another version wait: they are derived on reading. */
export const mergeSegments = (statements: Statements, spec: ColumnSpec, tail: SegmentTail): void => {
  for (let from = tail.ripe(); from !== undefined; from = tail.ripe()) {
    const segment = joined(statements, spec, from)
    if (segment === undefined) return
    statements.deleteSegments.run(from)
    statements.deleteColumns.run(from)
    insertSegment(statements, segment, spec.version)
    tail.replace(from, segment.count)
  }
}
