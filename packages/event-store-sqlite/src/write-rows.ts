import { hashOfBatch, type KeyMarker, type NewEvent } from '@earnback/event-store'
import { type BatchEncoder, checkLength, ROW_CHARS_MAX, SegmentDraft } from './encode-batch'
import { sealOfMeta } from './head'
import type { LogHandle } from './log-handle'
import { insertSegment, SEGMENT_EVENTS_MAX } from './segment'
import { mergeSegments } from './segment-merge'
import { FORMAT } from './schema'
import type { Settling } from './settle'
import type { MetaRow } from './statements'

interface Appending {
  readonly meta: MetaRow
  readonly recordedAt: number
  /** How many events may come, for as many room is made at once; more may. */
  readonly expected: number
}

/** A segment while it is filled. */
interface Filling {
  readonly draft: SegmentDraft
  readonly marker: KeyMarker
}

/** Writes the new events of one append into rows of the log and into the caches, within its transaction. */
export class RowWriter {
  private readonly row: NewEvent[] = []
  private rowChars = 0
  private position: number
  private hash: Buffer
  private filling: Filling | undefined

  constructor(
    private readonly handle: LogHandle,
    private readonly encoder: BatchEncoder,
    private readonly settling: Settling,
    private readonly appending: Appending,
  ) {
    this.position = appending.meta.position
    this.hash = appending.meta.hash
  }

  add(events: ReadonlyArray<NewEvent>): void {
    const { row } = this
    for (const event of events) {
      checkLength(event)
      if ((this.filling?.draft.count ?? 0) + row.length === SEGMENT_EVENTS_MAX) this.writeSegment()
      else if (row.length > 0 && this.rowChars + event.json.length > ROW_CHARS_MAX) this.writeRow(this.filled())
      row.push(event)
      this.rowChars += event.json.length
    }
  }

  /** Writes what is left; answers the hash of the last row. */
  end(): Buffer {
    const { statements, options, tail } = this.handle
    this.writeSegment()
    mergeSegments(statements, options.columns, tail)
    this.handle.verifyDurable()
    return this.hash
  }

  /** The segment at hand; begins one where there is none. */
  private filled(): Filling {
    const { handle, position, appending } = this
    if (this.filling !== undefined) return this.filling
    const before = appending.meta.position
    if (position === before) handle.indexTail(before)
    const marker = handle.indexKeys(before)
    const expected = Math.min(appending.expected - (position - before), SEGMENT_EVENTS_MAX)
    this.filling = { draft: new SegmentDraft(handle.options.columns, marker, position + 1, Math.max(0, expected)), marker }
    return this.filling
  }

  private writeRow({ draft, marker }: Filling): void {
    const { handle, row, appending } = this
    const placement = { firstPosition: this.position + 1, recordedAt: appending.recordedAt, previousHash: this.hash }
    const batch = this.encoder.encode(row, handle.streams, draft, placement)
    this.hash = hashOfBatch(batch)
    handle.statements.insertBatch.run({ ...batch, hash: this.hash })
    marker.written()
    this.position += row.length
    row.length = 0
    this.rowChars = 0
    this.setMeta()
  }

  private writeSegment(): void {
    const { handle, settling, appending } = this
    const filling = this.filled()
    if (this.row.length > 0) this.writeRow(filling)
    const { draft } = filling
    const from = draft.firstPosition - appending.meta.position - 1
    const identities = settling.identities.subarray(from * 2, (from + draft.count) * 2)
    insertSegment(handle.statements, draft.segment(identities), handle.options.columns.version)
    handle.tail.push(draft.firstPosition, draft.count)
    this.filling = undefined
  }

  private setMeta(): void {
    const { position, hash } = this
    const { meta, recordedAt: recorded_at } = this.appending
    const seal = sealOfMeta({ ...meta, format: FORMAT, position, recorded_at, hash })
    this.handle.statements.setMeta.run(FORMAT, position, recorded_at, hash, seal)
  }
}
