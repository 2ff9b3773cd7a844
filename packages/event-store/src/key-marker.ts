import { FingerprintTable } from './fingerprint-table'
import { PendingKeys } from './pending-keys'
import type { ColumnSpec } from './port'

/**
 * Marks the events whose key an earlier event holds. Events are shown to it in the order of the log; what an append brings
 * waits until it is kept, so that an append that fails leaves nothing behind.
 */
export class KeyMarker {
  private readonly table = new FingerprintTable()
  private readonly pending = new PendingKeys()

  constructor(
    private readonly spec: ColumnSpec,
    private readonly payloadAt: (position: number) => unknown,
  ) {}

  /** Writes the mark into the row that `take` filled, and remembers the event where it is the first of its key. */
  mark(row: Float64Array, position: number, payload: unknown): void {
    const { key } = this.spec
    if (key === undefined) return
    const high = row[key.high] ?? 0
    const low = row[key.low] ?? 0
    if (high === 0 && low === 0) return
    const mark = this.markAgainstLog(high, low, payload) || this.markAgainstPending(high, low, payload)
    row[key.mark] = mark
    if (mark === 0) this.pending.add(high, low, position, payload)
  }

  /** What was marked so far stands where payloads are read from, although it is not committed yet. */
  written(): void {
    this.pending.forgetPayloads()
  }

  /** Takes in the first event of a key as a page of columns tells it. */
  learn(high: number, low: number, position: number): void {
    if (high !== 0 || low !== 0) this.table.add(high, low, position)
  }

  /** What was marked since is committed now. */
  keep(): void {
    this.pending.each((high, low, position) => this.table.add(high, low, position))
    this.pending.clear()
  }

  forgetPending(): void {
    this.pending.clear()
  }

  private markAgainstLog(high: number, low: number, payload: unknown): number {
    for (let position = this.table.find(high, low); position !== 0; position = this.table.findNext()) {
      const mark = this.spec.key?.compare(this.payloadAt(position), payload) ?? 0
      if (mark !== 0) return mark
    }
    return 0
  }

  private markAgainstPending(high: number, low: number, payload: unknown): number {
    const { pending } = this
    for (let place = pending.find(high, low); place !== -1; place = pending.findNext(high, low)) {
      const earlier = pending.payloadOf(place) ?? this.payloadAt(pending.positionOf(place))
      const mark = this.spec.key?.compare(earlier, payload) ?? 0
      if (mark !== 0) return mark
    }
    return 0
  }
}
