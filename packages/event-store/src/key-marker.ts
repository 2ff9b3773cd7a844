import { FingerprintTable } from './fingerprint-table'
import type { ColumnSpec } from './port'

const NONE = -1

/**
 * Marks the events whose key an earlier event holds. Events are shown to it in the order of the log; what an append brings
 * waits until it is kept, so that an append that fails leaves nothing behind.
 */
export class KeyMarker {
  private readonly table = new FingerprintTable()
  /** What was marked and is not committed: parallel arrays, chained by the low half of the fingerprint. */
  private readonly highs: number[] = []
  private readonly lows: number[] = []
  private readonly positions: number[] = []
  private readonly payloads: unknown[] = []
  private readonly earlier: number[] = []
  private readonly lastWith = new Map<number, number>()

  constructor(
    private readonly spec: ColumnSpec,
    private readonly payloadAt: (position: number) => unknown,
  ) {}

  /** Writes the mark into the row that `take` filled, and remembers the event where it is the first of its key. */
  mark(row: Float64Array, position: number, payload: unknown): void {
    const { key } = this.spec
    if (key === undefined) return
    const [high, low] = [row[key.high] ?? 0, row[key.low] ?? 0]
    if (high === 0 && low === 0) return
    const mark = this.markAgainstLog(high, low, payload) || this.markAgainstPending(high, low, payload)
    row[key.mark] = mark
    if (mark !== 0) return
    this.earlier.push(this.lastWith.get(low) ?? NONE)
    this.lastWith.set(low, this.lows.length)
    this.highs.push(high)
    this.lows.push(low)
    this.positions.push(position)
    this.payloads.push(payload)
  }

  /** Takes in the first event of a key as a page of columns tells it. */
  learn(high: number, low: number, position: number): void {
    if (high !== 0 || low !== 0) this.table.add(high, low, position)
  }

  /** What was marked since is committed now. */
  keep(): void {
    this.positions.forEach((position, at) => this.table.add(this.highs[at] ?? 0, this.lows[at] ?? 0, position))
    this.forgetPending()
  }

  forgetPending(): void {
    for (const list of [this.highs, this.lows, this.positions, this.payloads, this.earlier]) list.length = 0
    this.lastWith.clear()
  }

  private markAgainstLog(high: number, low: number, payload: unknown): number {
    for (let position = this.table.find(high, low); position !== 0; position = this.table.findNext()) {
      const mark = this.spec.key?.compare(this.payloadAt(position), payload) ?? 0
      if (mark !== 0) return mark
    }
    return 0
  }

  private markAgainstPending(high: number, low: number, payload: unknown): number {
    for (let at = this.lastWith.get(low) ?? NONE; at !== NONE; at = this.earlier[at] ?? NONE) {
      const mark = this.highs[at] === high ? (this.spec.key?.compare(this.payloads[at], payload) ?? 0) : 0
      if (mark !== 0) return mark
    }
    return 0
  }
}
