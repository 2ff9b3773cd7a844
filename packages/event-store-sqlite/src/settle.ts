import { type Fingerprint, fingerprintInto } from '@earnback/kernel'
import {
  type AppendOutcome,
  type FingerprintTable,
  type NewEvent,
  type NewEvents,
  PendingKeys,
  type SameContent,
} from '@earnback/event-store'
import type { BatchReader } from './batch-reader'
import { grown } from './grown'
import { identityIn } from './segment'

const WORDS = 2

/** Tells what of appends is new, what stands already, and what stands with other content. */
export class Settler {
  /** The identities within one append, each with its event's place in it. */
  private readonly pending = new PendingKeys()

  constructor(
    private readonly reader: BatchReader,
    private readonly sameContent: SameContent,
  ) {}

  /** Begins with an append behind the head; the one before is done with. */
  begin(table: FingerprintTable, events: NewEvents, head: number): Settling {
    this.pending.clear()
    return new Settling(this.reader, this.sameContent, this.pending, table, events, head)
  }
}

/** One append while it is settled, stretch by stretch. */
export class Settling {
  readonly outcomes: AppendOutcome[] = []
  /** How many of the events are new. */
  fresh = 0
  private readonly print: Fingerprint = { high: 0, low: 0 }
  private prints = new Uint32Array(0)
  private words: Uint32Array
  private stretch: ReadonlyArray<NewEvent> = []
  private from = 0

  constructor(
    private readonly reader: BatchReader,
    private readonly sameContent: SameContent,
    private readonly pending: PendingKeys,
    private readonly table: FingerprintTable,
    private readonly events: NewEvents,
    private readonly head: number,
  ) {
    this.words = new Uint32Array(events.length * WORDS)
  }

  /** Two words for each new event so far. */
  get identities(): Uint32Array {
    return this.words.subarray(0, this.fresh * WORDS)
  }

  /** Settles the events behind those that are settled; answers the new ones of them. */
  take(stretch: ReadonlyArray<NewEvent>): ReadonlyArray<NewEvent> {
    this.stretch = stretch
    this.from = this.outcomes.length
    this.takePrints()
    return stretch.filter((event, at) => this.isNew(event, at))
  }

  private isNew(event: NewEvent, at: number): boolean {
    const { outcomes, table, pending } = this
    const [high, low] = [this.prints[at * WORDS] as number, this.prints[at * WORDS + 1] as number]
    const twin = this.standing(event, high, low)
    const known = twin === -1 ? this.known(table, event, high, low) : this.compare(twin, event)
    if (twin === -1) pending.add(high, low, this.from + at, undefined)
    if (known !== undefined) {
      outcomes.push(known)
      return false
    }
    this.words[this.fresh * WORDS] = high
    this.words[this.fresh * WORDS + 1] = low
    this.fresh++
    outcomes.push({ outcome: 'stored', position: this.head + this.fresh })
    return true
  }

  /**
   * Two words for each event. All before the first look-up: what stands between two look-ups keeps the processor from
   * waiting for both at once, and each is a miss of its caches.
   */
  private takePrints(): void {
    const { stretch, print } = this
    this.prints = grown(this.prints, stretch.length * WORDS)
    this.words = grown(this.words, (this.fresh + stretch.length) * WORDS)
    for (let at = 0; at < stretch.length; at++) {
      const event = stretch[at]
      if (event === undefined) throw new TypeError(`event ${this.from + at} of the append is missing`)
      fingerprintInto(event.source, event.id, print)
      this.prints[at * WORDS] = print.high
      this.prints[at * WORDS + 1] = print.low
    }
  }

  /** The place of the event with the same identity that came before in this append, or -1. */
  private standing(event: NewEvent, high: number, low: number): number {
    const { pending } = this
    for (let place = pending.find(high, low); place !== -1; place = pending.findNext(high, low)) {
      const earlier = pending.positionOf(place)
      const other = this.eventAt(earlier)
      if (other.id === event.id && other.source === event.source) return earlier
    }
    return -1
  }

  /** An event that was settled before, or stands in the stretch at hand. */
  private eventAt(place: number): NewEvent {
    const [event] = place >= this.from ? [this.stretch[place - this.from]] : this.events.slice(place, place + 1)
    if (event === undefined) throw new TypeError(`event ${place} of the append is missing`)
    return event
  }

  /** What stands in the log under the event's identity; candidates that only share a fingerprint are passed over. */
  private known(table: FingerprintTable, event: NewEvent, high: number, low: number): AppendOutcome | undefined {
    for (let position = table.find(high, low); position !== 0; position = table.findNext()) {
      const stored = this.reader.batchOf(position).jsonAt(position)
      if (stored === event.json) return { outcome: 'duplicate', position }
      const { source, id } = identityIn(stored, position)
      if (source === event.source && id === event.id) return this.outcome(stored, event, position)
    }
    return undefined
  }

  /** The earlier event of this append settled the identity: what it found or became is what stands. */
  private compare(twin: number, event: NewEvent): AppendOutcome {
    const settled = this.outcomes[twin]
    if (settled === undefined) throw new TypeError('the earlier event of an identity is not settled')
    const { position } = settled
    const standing = settled.outcome === 'stored' ? this.eventAt(twin).json : this.reader.batchOf(position).jsonAt(position)
    return this.outcome(standing, event, position)
  }

  private outcome(standing: string, event: NewEvent, position: number): AppendOutcome {
    const isSame = standing === event.json || this.sameContent(standing, event.json)
    return { outcome: isSame ? 'duplicate' : 'conflict', position }
  }
}
