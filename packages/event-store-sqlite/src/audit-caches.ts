import { type ColumnSpec, FingerprintTable, KeyMarker, StoreFault } from '@earnback/event-store'
import type { Problems } from './audit-problems'
import { BatchReader, type OpenBatch } from './batch-reader'
import { faultOf } from './faults'
import { unsealed } from './sealed'
import { identityIn, type Segment, SEGMENT_EVENTS_MAX, SegmentBuilder, sealColumns, sealSegment } from './segment'
import type { SegmentRow, Statements } from './statements'

const PARTS = ['names', 'streams', 'identities'] as const

/** A segment while the log beside it is read; where the file has none, the batch stands for itself. */
interface Current {
  readonly row: SegmentRow | undefined
  readonly builder: SegmentBuilder
  next: number
  isWhole: boolean
}

const endOf = ({ builder }: Current): number => builder.firstPosition + builder.count

/** Derives the caches from the log again, compares them byte by byte, and looks for identities that stand twice. */
export class CacheAuditor {
  private readonly reader: BatchReader
  private readonly table = new FingerprintTable()
  private readonly marker: KeyMarker
  private current: Current | undefined
  private segmentsMet = 0
  private columnsMet = 0

  constructor(
    private readonly statements: Statements,
    private readonly spec: ColumnSpec,
    private readonly problems: Problems,
  ) {
    this.reader = new BatchReader(statements)
    this.marker = new KeyMarker(spec, (position) => spec.decode(this.reader.batchOf(position).jsonAt(position)))
  }

  /** The next batch of the log; undefined where it was too damaged to be opened. */
  add(firstPosition: number, count: number, batch: OpenBatch | undefined): void {
    const current = this.continued(firstPosition, count) ?? this.begun(firstPosition, count)
    if (batch === undefined) current.isWhole = false
    else this.addEvents(current, batch)
    this.marker.keep()
    current.next = firstPosition + count
    this.current = current
    if (current.next !== endOf(current)) return
    if (current.row !== undefined && current.isWhole) this.compare(current.row, current.builder.built())
    this.current = undefined
  }

  finish(): void {
    this.breakOff()
    const { segments, columns } = this.statements.cacheRows.get() ?? { segments: 0, columns: 0 }
    if (segments !== this.segmentsMet)
      this.problems.add('SEGMENT_STRAY', 'the segments', 'some do not stand where a batch begins')
    if (columns !== this.columnsMet) this.problems.add('COLUMNS_STRAY', 'the columns', 'some do not stand where a segment begins')
  }

  private continued(firstPosition: number, count: number): Current | undefined {
    const { current } = this
    if (current?.next === firstPosition && firstPosition + count <= endOf(current)) return current
    this.breakOff()
    return undefined
  }

  private begun(firstPosition: number, count: number): Current {
    const row = this.statements.segmentAt.get(firstPosition)
    const where = `segment at ${firstPosition}`
    if (row === undefined) this.problems.add('SEGMENT_MISSING', where, 'no segment begins with this batch')
    else this.meet(row)
    const isFit = row !== undefined && row.count >= count && row.count <= SEGMENT_EVENTS_MAX
    if (row !== undefined && !isFit) this.problems.add('SEGMENT_RANGE', where, 'it does not end where a batch ends')
    const length = isFit ? row.count : Math.max(0, Math.min(count, SEGMENT_EVENTS_MAX))
    const builder = new SegmentBuilder(firstPosition, length, this.spec, this.marker)
    return { row: isFit ? row : undefined, builder, next: firstPosition, isWhole: true }
  }

  private meet(row: SegmentRow): void {
    this.segmentsMet++
    if (this.statements.columnsAt.get(row.first_position) !== undefined) this.columnsMet++
  }

  private breakOff(): void {
    const where = `segment at ${this.current?.builder.firstPosition ?? 0}`
    if (this.current?.row !== undefined) this.problems.add('SEGMENT_RANGE', where, 'it does not end where a batch ends')
    this.current = undefined
  }

  private addEvents(current: Current, batch: OpenBatch): void {
    current.builder.addStreams(batch)
    for (let position = batch.firstPosition; position <= batch.lastPosition; position++) {
      const json = batch.jsonAt(position)
      try {
        const { high, low } = current.builder.addEvent(position, json)
        this.checkIdentity(position, json, high, low)
      } catch (error) {
        // Whatever the decoder of the columns throws on it, the event cannot be read; a fault of the file is not the event's.
        if (!(error instanceof StoreFault) && faultOf(error) !== undefined) throw error
        this.problems.add('EVENT_UNREADABLE', `event ${position}`, error instanceof Error ? error.message : String(error))
        current.isWhole = false
      }
    }
  }

  private checkIdentity(position: number, json: string, high: number, low: number): void {
    const { table } = this
    for (let other = table.find(high, low); other !== 0; other = table.findNext()) {
      const standing = identityIn(this.reader.batchOf(other).jsonAt(other), other)
      const { source, id } = identityIn(json, position)
      if (standing.source === source && standing.id === id) {
        this.problems.add('IDENTITY_REPEATED', `event ${position}`, `${source} ${id} stands at ${other} already`)
      }
    }
    table.add(high, low, position)
  }

  private compare(row: SegmentRow, fresh: Segment): void {
    const where = `segment at ${row.first_position}`
    const blobs = sealSegment(fresh)
    for (const part of PARTS) {
      if (!row[part].equals(blobs[part])) this.problems.add('SEGMENT_CHANGED', where, `its ${part} are not those of the log`)
    }
    const columns = this.statements.columnsAt.get(row.first_position)
    if (columns?.count !== row.count) return this.problems.add('COLUMNS_MISSING', where, 'it has no columns')
    const { version, data, first_position: firstPosition, count } = columns
    const isRight =
      version === this.spec.version
        ? data.equals(sealColumns(fresh, version))
        : unsealed({ kind: 'columns', firstPosition, count, version }, data) !== undefined
    if (!isRight) this.problems.add('COLUMNS_CHANGED', `columns at ${firstPosition}`, 'they are not those of the log')
  }
}
