import { type Fingerprint, fingerprintInto } from '@earnback/kernel'
import type { AppendOutcome, FingerprintTable, Following, NewEvent, SameContent } from '@earnback/event-store'
import type { BatchReader } from './batch-reader'
import { PendingIdentities } from './pending-identities'
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
  private readonly pending = new PendingIdentities()
  private readonly print: Fingerprint = { high: 0, low: 0 }

  constructor(
    private readonly reader: BatchReader,
    private readonly sameContent: SameContent,
  ) {}

  /** What `following` makes of the outcomes of the events is settled behind them. */
  settle(table: FingerprintTable, events: ReadonlyArray<NewEvent>, head: number, following?: Following): Settled {
    const outcomes: AppendOutcome[] = []
    const fresh: NewEvent[] = []
    this.pending.reset(events.length)
    const identities = this.take({ table, head, outcomes, fresh, events })
    const followers = following?.([...outcomes]) ?? []
    if (followers.length === 0) return { outcomes, fresh, identities }
    this.pending.reserve(events.length + followers.length)
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
      const twin = this.pending.standing(events, index, low)
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
