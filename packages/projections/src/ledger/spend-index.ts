import type { LineTable } from './line-table'

const EMPTY = 0

/**
 * Finds the first line of a spend id in its account, by a 64-bit fingerprint of both: open addressing over typed arrays, so
 * that it holds more entries than a Map can. 8 bytes a slot, between 1.4 and 2.9 slots a line. A hit is only likely the
 * same spend; who asks settles it by the events.
 */
export class SpendIndex {
  private tags = new Uint32Array(2_048)
  /** The line's number plus one; 0 is an empty slot. */
  private slots = new Uint32Array(2_048)
  private mask = 2_047
  private used = 0

  constructor(private readonly lines: LineTable) {}

  /** The first line with this fingerprint from `after` on in probe order, or -1. */
  find(high: number, low: number): number {
    const { tags, slots, mask } = this
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const line = slots[slot] as number
      if (line === EMPTY) return -1
      if (tags[slot] === high && this.lines.spendLow[line - 1] === low) return line - 1
    }
  }

  /** All lines with this fingerprint: more than one only where two spends share one by chance. */
  findAll(high: number, low: number): ReadonlyArray<number> {
    const { tags, slots, mask } = this
    const found: number[] = []
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const line = slots[slot] as number
      if (line === EMPTY) return found
      if (tags[slot] === high && this.lines.spendLow[line - 1] === low) found.push(line - 1)
    }
  }

  add(high: number, low: number, line: number): void {
    if ((this.used + 1) * 10 > this.slots.length * 7) this.grow()
    this.place(high, low, line + 1)
    this.used++
  }

  private place(high: number, low: number, entry: number): void {
    let slot = low & this.mask
    while (this.slots[slot] !== EMPTY) slot = (slot + 1) & this.mask
    this.slots[slot] = entry
    this.tags[slot] = high
  }

  private grow(): void {
    const { tags, slots } = this
    this.mask = slots.length * 2 - 1
    this.tags = new Uint32Array(slots.length * 2)
    this.slots = new Uint32Array(slots.length * 2)
    for (let slot = 0; slot < slots.length; slot++) {
      const entry = slots[slot] as number
      if (entry !== EMPTY) this.place(tags[slot] as number, this.lines.spendLow[entry - 1] as number, entry)
    }
  }
}
