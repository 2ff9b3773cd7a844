import { type Fingerprint, fingerprintInto } from '@earnback/kernel'
import type { AppendOutcome, FingerprintTable, NewEvent, SameContent } from '@earnback/event-store'
import type { BatchReader } from './batch-reader'
import { PendingIdentities } from './pending-identities'
import { identityIn } from './segment'

export interface Settled {
  readonly outcomes: ReadonlyArray<AppendOutcome>
  readonly fresh: ReadonlyArray<NewEvent>
  /** Two words for each fresh event. */
  readonly identities: Uint32Array
}

const NOTHING_DECIDED: ReadonlyArray<AppendOutcome> = []

const oldOutcome = (decided: AppendOutcome | undefined): AppendOutcome | undefined =>
  decided?.outcome === 'stored' ? undefined : decided

/** Tells what of an append is new, what stands already, and what stands with other content. */
export class Settler {
  private readonly pending = new PendingIdentities()
  private readonly print: Fingerprint = { high: 0, low: 0 }

  constructor(
    private readonly reader: BatchReader,
    private readonly sameContent: SameContent,
  ) {}

  /** `decided` are the outcomes of the first events, where these were settled before. */
  settle(
    table: FingerprintTable,
    events: ReadonlyArray<NewEvent>,
    head: number,
    decided: ReadonlyArray<AppendOutcome> = NOTHING_DECIDED,
  ): Settled {
    const { pending } = this
    const outcomes: AppendOutcome[] = []
    const fresh: NewEvent[] = []
    const prints = this.printsOf(events)
    pending.reset(events.length)
    for (let index = 0; index < events.length; index++) {
      const event = events[index] as NewEvent
      const [high, low] = [prints[index * 2] as number, prints[index * 2 + 1] as number]
      const twin = pending.standing(events, index, low)
      const known =
        index < decided.length
          ? oldOutcome(decided[index])
          : twin === -1
            ? this.known(table, event, high, low)
            : this.compare(events[twin], outcomes[twin], event)
      if (known !== undefined) {
        outcomes.push(known)
        continue
      }
      prints[fresh.length * 2] = high
      prints[fresh.length * 2 + 1] = low
      fresh.push(event)
      outcomes.push({ outcome: 'stored', position: head + fresh.length })
    }
    return { outcomes, fresh, identities: prints.subarray(0, fresh.length * 2) }
  }

  /**
   * Two words for each event. All before the first look-up: what stands between two look-ups keeps the processor from
   * waiting for both at once, and each is a miss of its caches.
   */
  private printsOf(events: ReadonlyArray<NewEvent>): Uint32Array {
    const { print } = this
    const prints = new Uint32Array(events.length * 2)
    for (let index = 0; index < events.length; index++) {
      const event = events[index]
      if (event === undefined) throw new TypeError(`event ${index} of the append is missing`)
      fingerprintInto(event.source, event.id, print)
      prints[index * 2] = print.high
      prints[index * 2 + 1] = print.low
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
