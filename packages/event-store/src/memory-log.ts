import type { Instant } from '@earnback/kernel'
import { NO_HASH, type Batch } from './batch'
import { Arrivals } from './follow'
import type { KeyMarker } from './key-marker'
import type { StoredEvent, ViewState } from './port'

export interface HashedBatch extends Batch {
  readonly hash: Uint8Array
}

/** The values that one version of the columns took from each event. */
export interface TakenRows {
  readonly version: string
  readonly values: Float64Array[]
  readonly marker: KeyMarker
}

export interface MemoryView {
  state: ViewState
  rows: Map<string, string>
}

/** What a store in memory keeps; several handles may share one, as processes share a file. */
export class MemoryLog {
  readonly events: StoredEvent[] = []
  readonly batches: HashedBatch[] = []
  taken: TakenRows | undefined
  readonly identities = new Map<string, number>()
  readonly ordinals = new Map<string, number>()
  readonly streamNames: string[] = []
  /** The ordinal of each event's stream. */
  readonly streams: number[] = []
  /** The positions of each stream's events, by ordinal. */
  readonly positions: number[][] = []
  readonly views = new Map<string, MemoryView>()
  readonly arrivals = new Arrivals()

  get headPosition(): number {
    return this.events.length
  }

  get headHash(): Uint8Array {
    return this.batches.at(-1)?.hash ?? NO_HASH
  }

  get recordedAt(): Instant | undefined {
    return this.events.at(-1)?.recordedAt
  }

  revisionOf(stream: string): number {
    const ordinal = this.ordinals.get(stream)
    return ordinal === undefined ? -1 : (this.positions[ordinal]?.length ?? 0) - 1
  }
}

export const identityKey = (source: string, id: string): string => `${source.length}:${source}${id}`
