const SLOTS_FIRST = 64
const WORDS = 2
const LOAD_MAX = 0.5
const SHRINK_BELOW = 64

/** What no commit holds yet, by fingerprint: a small hash table, emptied and used again. */
export class PendingKeys {
  private slots = new Int32Array(SLOTS_FIRST)
  private prints = new Uint32Array(SLOTS_FIRST * WORDS)
  private readonly positions: number[] = []
  /** Of the entries from the place `payloadsFrom` on. */
  private readonly payloads: unknown[] = []
  private payloadsFrom = 0
  private slot = 0

  /** The place of the first entry with this fingerprint, -1 where there is none. */
  find(high: number, low: number): number {
    this.slot = low & (this.slots.length - 1)
    return this.seek(high, low)
  }

  /** The place of the entry after the one that was found last, -1 where there is none. */
  findNext(high: number, low: number): number {
    this.slot = (this.slot + 1) & (this.slots.length - 1)
    return this.seek(high, low)
  }

  /** Puts an entry in where a search for its fingerprint has just ended. */
  add(high: number, low: number, position: number, payload: unknown): void {
    const place = this.positions.length
    this.slots[this.slot] = place + 1
    this.prints[place * WORDS] = high
    this.prints[place * WORDS + 1] = low
    this.positions.push(position)
    this.payloads.push(payload)
    if (this.positions.length > this.slots.length * LOAD_MAX) this.grow()
  }

  positionOf(place: number): number {
    return this.positions[place] as number
  }

  /** Undefined too where it was let go of. */
  payloadOf(place: number): unknown {
    return this.payloads[place - this.payloadsFrom]
  }

  /** Lets go of the payloads, and of nothing else. */
  forgetPayloads(): void {
    this.payloadsFrom = this.positions.length
    this.payloads.length = 0
  }

  each(visit: (high: number, low: number, position: number) => void): void {
    const { positions, prints } = this
    for (let place = 0; place < positions.length; place++) {
      visit(prints[place * WORDS] as number, prints[place * WORDS + 1] as number, positions[place] as number)
    }
  }

  clear(): void {
    // What one large append left is not emptied for ever by small ones.
    if (this.positions.length * SHRINK_BELOW < this.slots.length) {
      this.slots = new Int32Array(SLOTS_FIRST)
      this.prints = new Uint32Array(SLOTS_FIRST * WORDS)
    } else this.slots.fill(0)
    this.positions.length = 0
    this.payloads.length = 0
    this.payloadsFrom = 0
  }

  private seek(high: number, low: number): number {
    const { slots, prints } = this
    const mask = slots.length - 1
    for (let slot = this.slot; ; slot = (slot + 1) & mask) {
      const place = (slots[slot] as number) - 1
      const isEnd = place < 0 || (prints[place * WORDS + 1] === low && prints[place * WORDS] === high)
      if (!isEnd) continue
      this.slot = slot
      return place
    }
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2)
    const prints = new Uint32Array(slots.length * WORDS)
    prints.set(this.prints)
    this.positions.forEach((_, place) => {
      let slot = (prints[place * WORDS + 1] as number) & (slots.length - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = place + 1
    })
    this.slots = slots
    this.prints = prints
  }
}
