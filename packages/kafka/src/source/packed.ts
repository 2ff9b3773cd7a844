import { type TaskEither } from 'fp-ts/TaskEither'
import { type KafkaMessage } from 'kafkajs'
import { type HandlerFault, type KafkaRecord, type RecordBatch, type SourceHandlers, type TopicPartition } from './port'

/**
 * The records of a batch in a few arrays: they hold nothing of what the client decoded, and go to another thread at next to no cost.
 * The parts of a record lie in `bytes` one after the other: its key, its value, then the name and the value of each header.
 */
export interface PackedRecords {
  readonly offsets: Float64Array
  readonly timestampsMs: Float64Array
  /** Which of key and value a record lacks: `NO_KEY`, `NO_VALUE`, or both added. */
  readonly lacks: Uint8Array
  /** The place in `ends` of each record's first part, and behind the last record how many parts there are. */
  readonly firstParts: Uint32Array
  /** Where each part ends in `bytes`. */
  readonly ends: Uint32Array
  /** Over shared memory, so that another thread reads it where it lies. */
  readonly bytes: Uint8Array
}

/** A batch as it goes to another thread. */
export interface PackedBatch extends Omit<RecordBatch, 'records'> {
  readonly records: PackedRecords
}

/** What a source asks, of batches as they come from the client. */
export interface PackedHandlers extends Pick<SourceHandlers, 'storedOffsets'> {
  readonly handle: (batch: PackedBatch) => TaskEither<HandlerFault, void>
  /**
   * Told of the batch behind the one in hand, which may be handled as soon as that one is stored, and only then: it goes on from
   * there. `handle` is called with it all the same, or nobody wants it any more.
   */
  readonly ahead?: (batch: PackedBatch) => void
}

const NO_KEY = 1
const NO_VALUE = 2
const KEY_AND_VALUE = 2
const EMPTY = Buffer.alloc(0)

/** Offsets are 64 bits on the wire; a log that has written a record every microsecond since 1740 still fits. */
export const safeOffset = (text: string): number => {
  const offset = Number(text)
  if (!Number.isSafeInteger(offset)) throw new RangeError(`offset ${text} is no safe integer`)
  return offset
}

type HeaderValue = Buffer | string | ReadonlyArray<Buffer | string> | undefined

const bytesOf = (value: Buffer | string): Buffer => (typeof value === 'string' ? Buffer.from(value) : value)

const addHeader = (parts: Buffer[], name: string, value: HeaderValue): void => {
  if (value === undefined) return
  const values = typeof value === 'string' || Buffer.isBuffer(value) ? [value] : value
  for (const one of values) parts.push(Buffer.from(name), bytesOf(one))
}

export const packRecords = (messages: ReadonlyArray<KafkaMessage>): PackedRecords => {
  const count = messages.length
  const [offsets, timestampsMs] = [new Float64Array(count), new Float64Array(count)]
  const [lacks, firstParts] = [new Uint8Array(count), new Uint32Array(count + 1)]
  const parts: Buffer[] = []
  messages.forEach(({ offset, timestamp, key, value, headers }, index) => {
    offsets[index] = safeOffset(offset)
    timestampsMs[index] = Number(timestamp)
    lacks[index] = (key === null ? NO_KEY : 0) + (value === null ? NO_VALUE : 0)
    parts.push(key ?? EMPTY, value ?? EMPTY)
    for (const name in headers) addHeader(parts, name, headers[name])
    firstParts[index + 1] = parts.length
  })
  return { offsets, timestampsMs, lacks, firstParts, ...joined(parts) }
}

const joined = (parts: ReadonlyArray<Buffer>): Pick<PackedRecords, 'ends' | 'bytes'> => {
  const ends = new Uint32Array(parts.length)
  let end = 0
  for (let at = 0; at < parts.length; at++) {
    end += (parts[at] as Buffer).length
    ends[at] = end
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(end))
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as Buffer
    bytes.set(part, (ends[at] as number) - part.length)
  }
  return { ends, bytes }
}

const NO_HEADERS: KafkaRecord['headers'] = new Map()

interface Unpacking extends PackedRecords, TopicPartition {
  readonly bytes: Buffer
}

/** Makes of the packed bytes only what is asked for. */
class UnpackedRecord implements KafkaRecord {
  constructor(
    private readonly from: Unpacking,
    private readonly index: number,
  ) {}

  get topic(): string {
    return this.from.topic
  }

  get partition(): number {
    return this.from.partition
  }

  get offset(): number {
    return this.from.offsets[this.index] as number
  }

  get timestampMs(): number {
    return this.from.timestampsMs[this.index] as number
  }

  get key(): Buffer | null {
    return this.lacks(NO_KEY) ? null : this.part(this.firstPart)
  }

  get value(): Buffer | null {
    return this.lacks(NO_VALUE) ? null : this.part(this.firstPart + 1)
  }

  latin1(): string | null {
    if (this.lacks(NO_VALUE)) return null
    const { ends, bytes } = this.from
    const at = this.firstPart + 1
    return bytes.toString('latin1', ends[at - 1], ends[at])
  }

  get headers(): KafkaRecord['headers'] {
    const end = this.from.firstParts[this.index + 1] as number
    const first = this.firstPart + KEY_AND_VALUE
    if (first === end) return NO_HEADERS
    const headers = new Map<string, Buffer[]>()
    for (let at = first; at < end; at += 2) {
      const name = this.part(at).toString()
      headers.set(name, [...(headers.get(name) ?? []), this.part(at + 1)])
    }
    return headers
  }

  private get firstPart(): number {
    return this.from.firstParts[this.index] as number
  }

  private lacks(what: number): boolean {
    return ((this.from.lacks[this.index] as number) & what) !== 0
  }

  private part(at: number): Buffer {
    const { ends, bytes } = this.from
    return bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at])
  }
}

/** The batch as handlers get it. */
export const unpackBatch = (batch: PackedBatch): RecordBatch => ({ ...batch, records: unpackRecords(batch, batch.records) })

export const unpackRecords = ({ topic, partition }: TopicPartition, packed: PackedRecords): ReadonlyArray<KafkaRecord> => {
  const { buffer, byteOffset, byteLength } = packed.bytes
  const from = { ...packed, topic, partition, bytes: Buffer.from(buffer, byteOffset, byteLength) }
  return Array.from(packed.offsets, (_, index) => new UnpackedRecord(from, index))
}
