import { decodeStored, sameContent, streamOf } from '@earnback/coupon'
import { type Instant, parseInstant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { type LedgerPage, type LoggedEvent, type LogReader, spendColumns } from '../src'
import type { CloudEventJson, StoredJson } from './twin/stored'

const instant = (text: string): Instant => {
  const parsed = parseInstant(text)
  if (E.isLeft(parsed)) throw new Error(`${text}: ${parsed.left}`)
  return parsed.right
}

/** The smallest log that a projection can stand on: identity for ever, gapless positions, streams by ordinal, columns on demand. */
export class InMemoryLog implements LogReader {
  readonly stored: StoredJson[] = []
  readonly logged: LoggedEvent[] = []
  private readonly streams: string[] = []
  private readonly jsons = new Map<string, string>()

  append(event: CloudEventJson, recordedAt: string): boolean {
    const identity = JSON.stringify([event.source, event.id])
    const json = JSON.stringify(event)
    const standing = this.jsons.get(identity)
    if (standing !== undefined) {
      if (!sameContent(standing, json)) throw new Error('histories hold no identity conflicts')
      return false
    }
    this.jsons.set(identity, json)
    const position = this.stored.length + 1
    const decoded = decodeStored(json)
    this.stored.push({ position, recordedAt, event })
    this.logged.push({ event: decoded, recorded: { position, recordedAt: instant(recordedAt) } })
    const stream = streamOf(decoded)
    if (!this.streams.includes(stream)) this.streams.push(stream)
    return true
  }

  get head(): number {
    return this.stored.length
  }

  /** Columns of the events from `first` up to and including `last`. */
  page(first: number, last: number): LedgerPage {
    const count = last - first + 1
    const columns = spendColumns.columns.map(() => new Float64Array(count))
    const streams = new Uint32Array(count)
    for (let index = 0; index < count; index++) {
      const { event } = this.logged[first - 1 + index] as LoggedEvent
      const row = new Float64Array(columns.length)
      spendColumns.take(event, row)
      row[spendColumns.key.mark] = this.markOf(first + index)
      columns.forEach((column, at) => (column[index] = row[at] as number))
      streams[index] = this.streams.indexOf(streamOf(event))
    }
    return { firstPosition: first, count, streams, columns }
  }

  /** Compares with every earlier event: what an index of fingerprints must come to as well. */
  private markOf(position: number): number {
    const { event } = this.logged[position - 1] as LoggedEvent
    if (event.name !== 'SpendRecorded') return 0
    const earlier = this.logged.slice(0, position - 1).filter(({ event: { name } }) => name === 'SpendRecorded')
    return earlier.map((one) => spendColumns.key.compare(one.event, event)).find((mark) => mark !== 0) ?? 0
  }

  readonly readAt = (positions: ReadonlyArray<number>): Promise<ReadonlyArray<{ position: number; json: string }>> =>
    Promise.resolve(
      positions.map((position) => ({ position, json: JSON.stringify((this.stored[position - 1] as StoredJson).event) })),
    )

  readonly streamOrdinal = (stream: string): number | undefined => {
    const ordinal = this.streams.indexOf(stream)
    return ordinal === -1 ? undefined : ordinal
  }

  readonly streamName = (ordinal: number): string | undefined => this.streams[ordinal]
}
