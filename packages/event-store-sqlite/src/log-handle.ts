import * as E from 'fp-ts/Either'
import type { Database } from 'better-sqlite3'
import {
  Arrivals,
  type ColumnSpec,
  FingerprintTable,
  KeyMarker,
  type SameContent,
  StoreFault,
  type StoreUnavailable,
} from '@earnback/event-store'
import { BatchReader } from './batch-reader'
import { CacheDamaged, corrupt, faultOf, isBusy, unavailable } from './faults'
import { rebuildCaches } from './rebuild-caches'
import { columnsIn, identitiesIn, namesIn, streamsIn } from './segment'
import { SegmentTail } from './segment-merge'
import type { Statements } from './statements'
import { StreamIndex } from './stream-index'

const SYNCHRONOUS_FULL = 2

export interface LogOptions {
  readonly columns: ColumnSpec
  readonly sameContent: SameContent
  readonly attemptsMax: number
}

/** One process's hold on the file: the connection, and in memory what it indexed of the log so far. */
export class LogHandle {
  readonly reader: BatchReader
  readonly arrivals = new Arrivals()
  readonly tail = new SegmentTail()
  streams = new StreamIndex()
  private namedTo = 0
  private identityTable = new FingerprintTable()
  private identitiesTo = 0
  private marker: KeyMarker
  private keysTo = 0
  private tailTo = -1
  private isDurable = false
  private writes: Promise<unknown> = Promise.resolve()

  constructor(
    readonly db: Database,
    readonly statements: Statements,
    readonly options: LogOptions,
  ) {
    this.reader = new BatchReader(statements)
    this.marker = this.newMarker()
  }

  /** Takes in the streams of what was appended since, by whichever process. */
  indexStreams(head: number): StreamIndex {
    const { streams } = this
    if (streams.indexedTo > head) throw corrupt(`the log ends at ${head}, and was seen to reach ${streams.indexedTo}`)
    if (streams.indexedTo === head) return streams
    for (const row of this.statements.streamsFrom.iterate(streams.indexedTo + 1)) {
      if (row.first_position > streams.indexedTo + 1) break
      streams.learnNames(namesIn(row))
      streams.absorb(row.first_position, streamsIn(row))
    }
    if (streams.indexedTo < head) throw new CacheDamaged(`the segments end at ${streams.indexedTo}, the log at ${head}`)
    return streams
  }

  /** Learns the names of the streams up to the head, and nothing else of them: all that a reader of columns may ask for. */
  nameStreams(head: number): StreamIndex {
    const { streams } = this
    let namedTo = Math.max(this.namedTo, streams.indexedTo)
    if (namedTo >= head) return streams
    for (const row of this.statements.namesFrom.iterate(namedTo + 1)) {
      if (row.first_position > namedTo + 1) break
      streams.learnNames(namesIn(row))
      namedTo = row.first_position + row.count - 1
    }
    if (namedTo < head) throw new CacheDamaged(`the segments end at ${namedTo}, the log at ${head}`)
    this.namedTo = namedTo
    return streams
  }

  /** The table of every identity up to the head; built from the segments when it is first asked for. */
  indexIdentities(head: number): FingerprintTable {
    if (this.identitiesTo >= head) return this.identityTable
    for (const row of this.statements.identitiesFrom.iterate(this.identitiesTo + 1)) {
      if (row.first_position > this.identitiesTo + 1) break
      const prints = identitiesIn(row)
      for (let at = this.identitiesTo + 1 - row.first_position; at < row.count; at++) {
        this.identityTable.add(prints[at * 2] ?? 0, prints[at * 2 + 1] ?? 0, row.first_position + at)
      }
      this.identitiesTo = row.first_position + row.count - 1
    }
    if (this.identitiesTo < head) throw new CacheDamaged(`the segments end at ${this.identitiesTo}, the log at ${head}`)
    return this.identityTable
  }

  /** The marker of keys, with the first event of every key up to the head; learns them from the columns. */
  indexKeys(head: number): KeyMarker {
    const { key } = this.options.columns
    if (key === undefined || this.keysTo >= head) return this.marker
    for (const row of this.statements.columnsFrom.iterate(this.segmentStart(this.keysTo + 1))) {
      const range = columnsIn(this.options.columns, row)
      if (range === undefined) throw new CacheDamaged(`the columns at ${row.first_position} are of another version`)
      const [highs, lows, marks] = [range.columns[key.high], range.columns[key.low], range.columns[key.mark]]
      for (let at = Math.max(0, this.keysTo + 1 - row.first_position); at < row.count; at++) {
        if ((marks?.[at] ?? 0) === 0) this.marker.learn(highs?.[at] ?? 0, lows?.[at] ?? 0, row.first_position + at)
      }
      this.keysTo = row.first_position + row.count - 1
    }
    if (this.keysTo < head) throw new CacheDamaged(`the columns end at ${this.keysTo}, the log at ${head}`)
    return this.marker
  }

  /** Takes in the keys of what this handle has just committed. */
  keepKeys(head: number): void {
    this.marker.keep()
    this.keysTo = head
  }

  /** Takes in what this handle has just committed. */
  keepIdentities(firstPosition: number, prints: Uint32Array): void {
    for (let at = 0; at < prints.length; at += 2) {
      this.identityTable.add(prints[at] ?? 0, prints[at + 1] ?? 0, firstPosition + at / 2)
    }
    this.identitiesTo = firstPosition + prints.length / 2 - 1
  }

  /** The sizes of the last segments as of the head. */
  indexTail(head: number): void {
    if (this.tailTo !== head) this.tail.load(this.statements)
    this.tailTo = head
  }

  keepTail(head: number): void {
    this.tailTo = head
  }

  /** Forgets everything that was indexed, to begin again from the file. */
  forget(): void {
    this.streams = new StreamIndex()
    this.namedTo = 0
    this.identityTable = new FingerprintTable()
    this.identitiesTo = 0
    this.marker = this.newMarker()
    this.keysTo = 0
    this.tailTo = -1
    this.reader.forget()
  }

  /** Drops the caches in the file and derives them from the log; asked for when they do not fit it. */
  repairCaches(): Promise<E.Either<StoreUnavailable, void>> {
    return this.write(() => this.rebuild())
  }

  /** Asked within a transaction after its first write: SQLite tells the truth about `synchronous` only then. */
  verifyDurable(): void {
    if (this.isDurable) return
    const level = this.db.pragma('synchronous', { simple: true })
    if (level !== SYNCHRONOUS_FULL) {
      throw new StoreFault(
        unavailable('STORE_NOT_DURABLE', `SQLite would not wait for the disk (synchronous is ${String(level)})`),
      )
    }
    this.isDurable = true
  }

  /**
   * Runs the work as one transaction, after the writes that were asked for before it, and `committed` right after its commit.
   * Where the work meets a damaged cache, the caches are derived again first.
   */
  write<A>(work: () => A, committed: (result: A) => void = () => undefined): Promise<E.Either<StoreUnavailable, A>> {
    const run = this.writes.then(() => this.attempt(work, committed))
    this.writes = run.catch(() => undefined)
    return run
  }

  /** Resolves when every write that was asked for is done. */
  async idle(): Promise<void> {
    await this.writes
  }

  private newMarker(): KeyMarker {
    const { columns } = this.options
    return new KeyMarker(columns, (position) => columns.decode(this.reader.batchOf(position).jsonAt(position)))
  }

  private segmentStart(position: number): number {
    return this.statements.segmentColumns.get(position)?.first_position ?? position
  }

  private rebuild(): void {
    this.forget()
    rebuildCaches(this)
  }

  private async attempt<A>(work: () => A, committed: (result: A) => void): Promise<E.Either<StoreUnavailable, A>> {
    let isRepaired = false
    for (let attempt = 1; ; attempt++) {
      try {
        const result = this.inTransaction(work)
        committed(result)
        return E.right(result)
      } catch (error) {
        if (error instanceof CacheDamaged && !isRepaired) {
          isRepaired = true
          work = this.repairedFirst(work)
          continue
        }
        const fault = faultOf(error)
        if (fault === undefined) throw error
        if (!isBusy(error) || attempt >= this.options.attemptsMax) return E.left(fault)
      }
      // Each attempt waits a slice inside SQLite; between two of them everything else in the process gets its turn.
      await new Promise(setImmediate)
    }
  }

  private repairedFirst<A>(work: () => A): () => A {
    return () => {
      this.rebuild()
      return work()
    }
  }

  private inTransaction<A>(work: () => A): A {
    this.statements.begin.run()
    try {
      const result = work()
      this.statements.commit.run()
      return result
    } catch (error) {
      if (this.db.inTransaction) this.statements.rollback.run()
      this.streams.rollBack()
      this.marker.forgetPending()
      // It may hold a row that never came to stand.
      this.reader.forget()
      this.tailTo = -1
      throw error
    }
  }
}
