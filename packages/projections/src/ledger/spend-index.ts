import type { LineTable } from './line-table'

const EMPTY = 0
const SLOTS_FIRST = 2_048
const LOAD_MAX = 0.7

/**
 * Finds the lines of a spend id by a 64-bit fingerprint of its account and itself, for the corrections that name it: open
 * addressing over typed arrays, 8 bytes a slot. Most logs never correct, so it is built when it is first asked.
 * What it finds is only likely the spend; who asks compares the events.
 */
export class SpendIndex {
  private tags = new Uint32Array(0)
  /** The line's number plus one; 0 is an empty slot. */
  private slots = new Uint32Array(0)
  private used = 0
  private indexed = 0

  constructor(private readonly lines: LineTable) {}

  /** The lines with this fingerprint that are the first of their spend id, among those before `upTo`. */
  findAll(high: number, low: number, upTo: number): ReadonlyArray<number> {
    this.catchUp()
    const mask = this.slots.length - 1
    const found: number[] = []
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const entry = this.slots[slot] as number
      if (entry === EMPTY) return found
      if (entry <= upTo && this.tags[slot] === high && this.lines.spendLow(entry - 1) === low) found.push(entry - 1)
    }
  }

  private catchUp(): void {
    const { lines } = this
    for (; this.indexed < lines.length; this.indexed++) {
      if (lines.isRepeat(this.indexed)) continue
      if ((this.used + 1) / LOAD_MAX > this.slots.length) this.grow()
      this.place(lines.spendHigh(this.indexed), lines.spendLow(this.indexed), this.indexed + 1)
      this.used++
    }
    if (this.slots.length === 0) this.grow()
  }

  private place(high: number, low: number, entry: number): void {
    const mask = this.slots.length - 1
    let slot = low & mask
    while (this.slots[slot] !== EMPTY) slot = (slot + 1) & mask
    this.slots[slot] = entry
    this.tags[slot] = high
  }

  private grow(): void {
    const { tags, slots } = this
    const length = Math.max(SLOTS_FIRST, slots.length * 2)
    this.tags = new Uint32Array(length)
    this.slots = new Uint32Array(length)
    for (let slot = 0; slot < slots.length; slot++) {
      const entry = slots[slot] as number
      if (entry !== EMPTY) this.place(tags[slot] as number, this.lines.spendLow(entry - 1), entry)
    }
  }
}
