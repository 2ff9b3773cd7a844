import { type Fingerprint, fingerprintInto } from '@earnback/kernel'
import {
  type AppendOutcome,
  type FingerprintTable,
  type Following,
  type NewEvent,
  PendingKeys,
  type SameContent,
} from '@earnback/event-store'
import type { BatchReader } from './batch-reader'
import { identityIn } from './segment'

export interface Settled {
  readonly outcomes: ReadonlyArray<AppendOutcome>
  readonly fresh: ReadonlyArray<NewEvent>
  /** Two words for each fresh event. */
  readonly identities: Uint32Array
}

interface Settling {
  readonly table: FingerprintTable
  readonly head: number
  readonly events: ReadonlyArray<NewEvent>
  readonly outcomes: AppendOutcome[]
  readonly fresh: NewEvent[]
}

const joined = (first: Uint32Array, second: Uint32Array): Uint32Array => {
  const all = new Uint32Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

/** Tells what of an append is new, what stands already, and what stands with other content. */
export class Settler {
  /** The identities within one append, each with its event's place in it. */
  private readonly pending = new PendingKeys()
  private readonly print: Fingerprint = { high: 0, low: 0 }

  constructor(
    private readonly reader: BatchReader,
    private readonly sameContent: SameContent,
  ) {}

  /** What `following` makes of the outcomes of the events is settled behind them. */
  settle(table: FingerprintTable, events: ReadonlyArray<NewEvent>, head: number, following?: Following): Settled {
    const outcomes: AppendOutcome[] = []
    const fresh: NewEvent[] = []
    this.pending.clear()
    const identities = this.take({ table, head, outcomes, fresh, events })
    const followers = following?.([...outcomes]) ?? []
    if (followers.length === 0) return { outcomes, fresh, identities }
    const further = this.take({ table, head, outcomes, fresh, events: [...events, ...followers] })
    return { outcomes, fresh, identities: joined(identities, further) }
  }

  /** Settles the events that have no outcome yet; answers two words for each fresh one of them. */
  private take({ table, head, outcomes, fresh, events }: Settling): Uint32Array {
    const from = outcomes.length
    const prints = this.printsOf(events, from)
    let words = 0
    for (let index = from; index < events.length; index++) {
      const event = events[index] as NewEvent
      const at = (index - from) * 2
      const [high, low] = [prints[at] as number, prints[at + 1] as number]
      const twin = this.standing(events, index, high, low)
      const known = twin === -1 ? this.known(table, event, high, low) : this.compare(events[twin], outcomes[twin], event)
      if (known !== undefined) {
        outcomes.push(known)
        continue
      }
      prints[words++] = high
      prints[words++] = low
      fresh.push(event)
      outcomes.push({ outcome: 'stored', position: head + fresh.length })
    }
    return prints.subarray(0, words)
  }

  /** The place of the event with the same identity that was put in before; otherwise this one is put in, and -1. */
  private standing(events: ReadonlyArray<NewEvent>, index: number, high: number, low: number): number {
    const { pending } = this
    const event = events[index]
    for (let place = pending.find(high, low); place !== -1; place = pending.findNext(high, low)) {
      const earlier = pending.positionOf(place)
      const other = events[earlier]
      if (other?.id === event?.id && other?.source === event?.source) return earlier
    }
    pending.add(high, low, index, undefined)
    return -1
  }

  /**
   * Two words for each event. All before the first look-up: what stands between two look-ups keeps the processor from
   * waiting for both at once, and each is a miss of its caches.
   */
  private printsOf(events: ReadonlyArray<NewEvent>, from: number): Uint32Array {
    const { print } = this
    const prints = new Uint32Array((events.length - from) * 2)
    for (let index = from, word = 0; index < events.length; index++) {
      const event = events[index]
      if (event === undefined) throw new TypeError(`event ${index} of the append is missing`)
      fingerprintInto(event.source, event.id, print)
      prints[word++] = print.high
      prints[word++] = print.low
    }
    return prints
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
  private compare(twin: NewEvent | undefined, settled: AppendOutcome | undefined, event: NewEvent): AppendOutcome {
    if (twin === undefined || settled === undefined) throw new TypeError('the earlier event of an identity is missing')
    const { position } = settled
    const standing = settled.outcome === 'stored' ? twin.json : this.reader.batchOf(position).jsonAt(position)
    return this.outcome(standing, event, position)
  }

  private outcome(standing: string, event: NewEvent, position: number): AppendOutcome {
    const isSame = standing === event.json || this.sameContent(standing, event.json)
    return { outcome: isSame ? 'duplicate' : 'conflict', position }
  }
}
