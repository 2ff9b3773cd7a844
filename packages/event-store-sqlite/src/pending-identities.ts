import type { NewEvent } from '@earnback/event-store'

const SLOTS_FIRST = 64
/** A slot holds the place of an event, 1 for the first, and the low half of its fingerprint. */
const WORDS = 2
const LOAD_MAX = 0.5
const SHRINK_BELOW = 8

const slotsFor = (count: number): number => Math.max(SLOTS_FIRST, 2 ** Math.ceil(Math.log2(count / LOAD_MAX + 1)))

/** The identities within one append: a small hash table of indexes, emptied and used again. */
export class PendingIdentities {
  private words = new Uint32Array(SLOTS_FIRST * WORDS)

  /** Empties the table, with room for as many identities. */
  reset(count: number): void {
    const size = slotsFor(count) * WORDS
    if (this.words.length >= size && this.words.length <= size * SHRINK_BELOW) this.words.fill(0)
    else this.words = new Uint32Array(size)
  }

  /** Makes room for as many identities in all; keeps what is there. */
  reserve(count: number): void {
    const before = this.words
    const size = slotsFor(count) * WORDS
    if (before.length >= size) return
    this.words = new Uint32Array(size)
    for (let at = 0; at < before.length; at += WORDS) {
      const [place, low] = [before[at] as number, before[at + 1] as number]
      if (place !== 0) this.put(this.freeFor(low), place, low)
    }
  }

  /** The index of the event with the same identity that was put in before; otherwise this one is put in, and -1. */
  standing(events: ReadonlyArray<NewEvent>, index: number, low: number): number {
    const { words } = this
    const event = events[index]
    const mask = words.length - 1
    let at = (low * WORDS) & mask
    for (let place = words[at] as number; place !== 0; place = words[at] as number) {
      const other = words[at + 1] === low ? events[place - 1] : undefined
      if (other !== undefined && other.id === event?.id && other.source === event.source) return place - 1
      at = (at + WORDS) & mask
    }
    this.put(at, index + 1, low)
    return -1
  }

  private freeFor(low: number): number {
    const { words } = this
    const mask = words.length - 1
    let at = (low * WORDS) & mask
    while (words[at] !== 0) at = (at + WORDS) & mask
    return at
  }

  private put(at: number, place: number, low: number): void {
    this.words[at] = place
    this.words[at + 1] = low
  }
}
