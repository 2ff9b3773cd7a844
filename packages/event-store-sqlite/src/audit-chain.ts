import { isUtf8 } from 'node:buffer'
import { BatchNotes, decodeNames, hashOfBatch, integersOf, type NamePairs, NO_HASH } from '@earnback/event-store'
import type { Problems } from './audit-problems'
import { OpenBatch } from './batch-reader'
import type { BatchRow } from './statements'

const INTEGER_BYTES = 4

interface End {
  readonly position: number
  readonly hash: Uint8Array
  readonly recordedAt: number
}

const parsed = <A>(parse: () => A): A | undefined => {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const hasRightHash = (row: BatchRow): boolean => {
  if (![row.first_position, row.count, row.recorded_at].every(Number.isSafeInteger)) return false
  const { first_position: firstPosition, recorded_at: recordedAt, previous_hash: previousHash } = row
  return (
    previousHash.byteLength === NO_HASH.byteLength &&
    row.hash.equals(hashOfBatch({ ...row, firstPosition, recordedAt, previousHash }))
  )
}

// A continuation byte cannot start an event's text.
const startsText = (byte: number | undefined): boolean => byte === undefined || (byte & 0xc0) !== 0x80

const hasRightShape = (row: BatchRow): boolean => {
  const integers = [row.streams, row.revisions, row.ends]
  if (
    row.count < 1 ||
    !Number.isSafeInteger(row.recorded_at) ||
    integers.some((blob) => blob.byteLength !== row.count * INTEGER_BYTES)
  )
    return false
  const ends = integersOf(row.ends)
  const isRising = ends.every((end, index) => end > (ends[index - 1] ?? 0) && startsText(row.body[end]))
  return isRising && ends.at(-1) === row.body.byteLength && isUtf8(row.body)
}

/** Checks the batches in the order of the file: chain, positions, times, shape, stream dictionary, revisions. */
export class ChainAuditor {
  events = 0
  end: End = { position: 0, hash: NO_HASH, recordedAt: 0 }
  private readonly names = new Set<string>()
  private readonly counts: number[] = []

  constructor(private readonly problems: Problems) {}

  /** The batch, opened; undefined where it is too damaged for that. */
  check(row: BatchRow): OpenBatch | undefined {
    const where = `batch at ${row.first_position}`
    this.checkLink(row, where)
    const names = parsed(() => decodeNames(row.names))
    const hasNotes = (): boolean => parsed(() => BatchNotes.decode(row.notes, row.count)) !== undefined
    const isWhole = hasRightShape(row) && Array.isArray(names) && hasNotes()
    const position = row.first_position + row.count - 1
    this.end = { position: Math.max(position, this.end.position), hash: row.hash, recordedAt: row.recorded_at }
    this.events += row.count
    if (!isWhole) {
      this.problems.add('BATCH_UNREADABLE', where, 'its parts do not fit together')
      return undefined
    }
    this.checkNames(names, where)
    const batch = new OpenBatch(row)
    this.checkRevisions(batch, integersOf(row.revisions))
    return batch
  }

  private checkLink(row: BatchRow, where: string): void {
    const { problems, end } = this
    const next = end.position + 1
    if (row.first_position > next)
      problems.add('BATCH_MISSING', `batch at ${next}`, `nothing holds ${next} to ${row.first_position - 1}`)
    if (row.first_position < next) problems.add('BATCH_MISPLACED', where, `the log had reached ${end.position} before it`)
    if (!row.previous_hash.equals(end.hash)) problems.add('CHAIN_BROKEN', where, 'it does not follow the batch before it')
    if (!hasRightHash(row)) problems.add('BATCH_CHANGED', where, 'its content is not what its hash was made from')
    if (row.recorded_at < end.recordedAt) problems.add('TIME_GOES_BACK', where, 'it was recorded before the batch before it')
  }

  private checkNames(pairs: NamePairs, where: string): void {
    for (const [ordinal, name] of pairs) {
      if (ordinal !== this.counts.length || this.names.has(name)) {
        this.problems.add('STREAM_NAME_WRONG', where, `it names stream ${ordinal} ${name}, and ${this.counts.length} is next`)
      }
      this.names.add(name)
      this.counts.push(0)
    }
  }

  private checkRevisions(batch: OpenBatch, revisions: Uint32Array): void {
    batch.streams.forEach((ordinal, index) => {
      const where = `event ${batch.firstPosition + index}`
      const revision = revisions[index] ?? 0
      const expected = this.counts[ordinal]
      if (expected === undefined) this.problems.add('STREAM_UNKNOWN', where, `nothing names its stream, ${ordinal}`)
      else if (expected !== revision)
        this.problems.add('REVISION_WRONG', where, `it has revision ${revision}, and ${expected} is next`)
      if (expected !== undefined) this.counts[ordinal] = revision + 1
    })
  }
}
