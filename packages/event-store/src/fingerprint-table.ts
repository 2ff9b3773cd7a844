const SHARD_BITS = 8
const SHARDS = 2 ** SHARD_BITS
const SLOT_BITS_FIRST = 6
const WORDS = 2
const LOAD_MAX = 0.75
const TAG_BITS = 32

class Shard {
  private bits = SLOT_BITS_FIRST
  private used = 0
  private usedMax = LOAD_MAX * 2 ** SLOT_BITS_FIRST
  private words = new Uint32Array(WORDS * 2 ** SLOT_BITS_FIRST)

  /** The slot of the first entry with this tag at or after `slot`; or of the free one that ends the search. */
  seek(tag: number, slot: number): number {
    const { words } = this
    const mask = words.length - 1
    let at = slot * WORDS
    while (words[at + 1] !== 0 && words[at] !== tag) at = (at + WORDS) & mask
    return at / WORDS
  }

  home(tag: number): number {
    return tag >>> (TAG_BITS - this.bits)
  }

  next(slot: number): number {
    return (slot + 1) & (this.words.length / WORDS - 1)
  }

  positionAt(slot: number): number {
    return this.words[slot * WORDS + 1] ?? 0
  }

  add(tag: number, position: number): void {
    if (this.used >= this.usedMax) this.grow()
    this.put(tag, position)
    this.used++
  }

  private put(tag: number, position: number): void {
    const { words } = this
    const mask = words.length - 1
    let at = this.home(tag) * WORDS
    while (words[at + 1] !== 0) at = (at + WORDS) & mask
    words[at] = tag
    words[at + 1] = position
  }

  private grow(): void {
    const before = this.words
    this.bits++
    this.usedMax = LOAD_MAX * 2 ** this.bits
    this.words = new Uint32Array(WORDS * 2 ** this.bits)
    for (let at = 0; at < before.length; at += WORDS) {
      const position = before[at + 1] ?? 0
      if (position !== 0) this.put(before[at] ?? 0, position)
    }
  }
}

/**
 * Positions by 40 bits of a fingerprint: 8 choose one of 256 shards, 32 stand in the slot as its tag, and the tag's upper bits
 * are its home in the shard. So a shard doubles from what it holds, one at a time, and no pause grows with the whole table.
 * Costs 8 bytes a slot, 11 to 21 an identity. What it answers are candidates; whoever asks compares the events themselves.
 */
export class FingerprintTable {
  private readonly shards = Array.from({ length: SHARDS }, () => new Shard())
  private shard: Shard = new Shard()
  private tag = 0
  private slot = 0

  /** The first candidate's position, 0 where there is none. */
  find(high: number, low: number): number {
    this.shard = this.shardOf(high)
    this.tag = tagOf(high, low)
    this.slot = this.shard.seek(this.tag, this.shard.home(this.tag))
    return this.shard.positionAt(this.slot)
  }

  /** The candidate after the one that was found last, 0 where there is none. */
  findNext(): number {
    this.slot = this.shard.seek(this.tag, this.shard.next(this.slot))
    return this.shard.positionAt(this.slot)
  }

  /** Positions are below 2^32 and not 0. */
  add(high: number, low: number, position: number): void {
    this.shardOf(high).add(tagOf(high, low), position)
  }

  private shardOf(high: number): Shard {
    const shard = this.shards[high >>> (TAG_BITS - SHARD_BITS)]
    if (shard === undefined) throw new RangeError(`not an unsigned 32-bit integer: ${high}`)
    return shard
  }
}

const tagOf = (high: number, low: number): number => ((high << SHARD_BITS) | (low >>> (TAG_BITS - SHARD_BITS))) >>> 0
