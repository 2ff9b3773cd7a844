import type { NamePairs } from '@earnback/event-store'
import { CacheDamaged } from './faults'
import { grown } from './grown'

/** Which streams there are, how long each is and between which positions its events lie; built from the log's segments. */
export class StreamIndex {
  private readonly names: string[] = []
  private readonly ordinals = new Map<string, number>()
  private counts = new Uint32Array(64)
  private firsts = new Uint32Array(64)
  private lasts = new Uint32Array(64)
  private readonly claimed: number[] = []
  private namesKept = 0
  /** Everything up to this position is in the index. */
  indexedTo = 0

  get size(): number {
    return this.names.length
  }

  nameOf(ordinal: number): string | undefined {
    return this.names[ordinal]
  }

  ordinalOf(name: string): number | undefined {
    return this.ordinals.get(name)
  }

  countOf(ordinal: number): number {
    return this.counts[ordinal] ?? 0
  }

  /** The first and the last position of a stream's events. */
  spanOf(ordinal: number): readonly [first: number, last: number] {
    return [this.firsts[ordinal] ?? 0, this.lasts[ordinal] ?? 0]
  }

  addName(name: string): number {
    const ordinal = this.names.length
    this.names.push(name)
    this.ordinals.set(name, ordinal)
    this.counts = grown(this.counts, ordinal + 1)
    this.firsts = grown(this.firsts, ordinal + 1)
    this.lasts = grown(this.lasts, ordinal + 1)
    this.counts[ordinal] = 0
    this.firsts[ordinal] = 0
    this.lasts[ordinal] = 0
    return ordinal
  }

  /** Takes in the names that a segment brings; those that are known already must be the same. */
  learnNames(pairs: NamePairs): void {
    for (const [ordinal, name] of pairs) {
      if (ordinal === this.names.length) this.addName(name)
      else if (this.names[ordinal] !== name) throw new CacheDamaged(`stream ${ordinal} has two names`)
    }
    this.namesKept = this.names.length
  }

  /** The revision that the next event of the stream gets; stands once it is kept. */
  claim(ordinal: number): number {
    const count = this.counts[ordinal] ?? 0
    this.counts[ordinal] = count + 1
    this.claimed.push(ordinal)
    return count
  }

  /** Gives back every claim, and every name that was added for one. */
  rollBack(): void {
    for (const ordinal of this.claimed) this.counts[ordinal] = (this.counts[ordinal] ?? 0) - 1
    this.claimed.length = 0
    for (const name of this.names.splice(this.namesKept)) this.ordinals.delete(name)
  }

  /** The claims are committed now, in the order of the log. */
  keep(): void {
    for (const ordinal of this.claimed) {
      this.indexedTo++
      if (this.lasts[ordinal] === 0) this.firsts[ordinal] = this.indexedTo
      this.lasts[ordinal] = this.indexedTo
    }
    this.claimed.length = 0
    this.namesKept = this.names.length
  }

  /** Takes in the streams of the events from `firstPosition` on, leaving out what is indexed already. */
  absorb(firstPosition: number, streams: Uint32Array): void {
    const { counts, firsts, lasts } = this
    for (let index = Math.max(0, this.indexedTo + 1 - firstPosition); index < streams.length; index++) {
      const ordinal = streams[index] ?? 0
      if (ordinal >= this.names.length) throw new CacheDamaged(`the stream of event ${firstPosition + index} has no name`)
      const count = counts[ordinal] ?? 0
      counts[ordinal] = count + 1
      if (count === 0) firsts[ordinal] = firstPosition + index
      lasts[ordinal] = firstPosition + index
    }
    this.indexedTo = Math.max(this.indexedTo, firstPosition + streams.length - 1)
  }
}
