import type { NewEvent } from '@earnback/event-store'

/** The identities within one append: a small hash table of indexes, emptied and used again. */
export class PendingIdentities {
  private slots = new Int32Array(64)
  private mask = 63

  reset(count: number): void {
    const size = 2 ** Math.max(6, Math.ceil(Math.log2(count * 2 + 1)))
    if (this.slots.length >= size && this.slots.length <= size * 4) this.slots.fill(0)
    else this.slots = new Int32Array(size)
    this.mask = this.slots.length - 1
  }

  /** The index of the event with the same identity that was put in before; otherwise this one is put in, and -1. */
  standing(events: ReadonlyArray<NewEvent>, index: number, low: number): number {
    const event = events[index]
    let slot = low & this.mask
    for (let entry = this.slots[slot] ?? 0; entry !== 0; entry = this.slots[slot] ?? 0) {
      const other = events[entry - 1]
      if (other?.id === event?.id && other?.source === event?.source) return entry - 1
      slot = (slot + 1) & this.mask
    }
    this.slots[slot] = index + 1
    return -1
  }
}
