import type { StoredEvent } from '@earnback/event-store'
import type { SinkRecord } from './record-sink'

export interface BatchLimits {
  readonly batchRecordsMax: number
  /** Of keys, values and headers in UTF-8; a record that is larger by itself goes alone. */
  readonly batchBytesMax: number
}

/** Records in the order of the log, and the event up to which they stand for it. */
export interface Batch {
  readonly records: ReadonlyArray<SinkRecord>
  readonly upTo: StoredEvent
}

const bytesOf = ({ key, value, headers }: SinkRecord): number =>
  [key, value ?? '', ...Object.entries(headers).flat(2)].reduce<number>((sum, bytes) => sum + Buffer.byteLength(bytes), 0)

/** Gathers what goes out together. An event's records are never divided: progress stands between events only. */
export class Batcher {
  private records: SinkRecord[] = []
  private bytes = 0
  private upTo: StoredEvent | undefined

  constructor(private readonly limits: BatchLimits) {}

  get isEmpty(): boolean {
    return this.records.length === 0
  }

  /** Takes one event's records, and answers the batch that had to make room for them. */
  add(event: StoredEvent, records: ReadonlyArray<SinkRecord>): Batch | undefined {
    const bytes = records.reduce((sum, record) => sum + bytesOf(record), 0)
    const { batchRecordsMax, batchBytesMax } = this.limits
    const isFull = this.records.length + records.length > batchRecordsMax || this.bytes + bytes > batchBytesMax
    const full = isFull && !this.isEmpty ? this.take() : undefined
    this.records.push(...records)
    this.bytes += bytes
    this.upTo = event
    return full
  }

  /** Everything gathered so far, also where that is only how far the log was read. */
  take(): Batch | undefined {
    const { records, upTo } = this
    this.records = []
    this.bytes = 0
    this.upTo = undefined
    return upTo === undefined ? undefined : { records, upTo }
  }
}
