import { parseJson } from '@earnback/kernel'
import { defect } from '../defect'
import type { Coordinates, Defect, RawRecord, Reading } from '../raw-record'

/** One record of a partition as it lies there; the port's own shape, which an adapter over a broker's client has. */
export interface PartitionRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestampMs: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** The value with a character for each byte, where that costs less than a buffer and its text. */
  readonly latin1?: () => string | null
  /** A name may come more than once; its values keep their order. */
  readonly headers: ReadonlyMap<string, ReadonlyArray<Buffer>>
}

const STRUCTURED = 'application/cloudevents'
const BINARY_PREFIX = 'ce_'

const headerText = (headers: PartitionRecord['headers'], wanted: string): string | undefined => {
  const found = headers.get(wanted)
  if (found !== undefined) return found.at(-1)?.toString()
  for (const [name, values] of headers) if (name.toLowerCase() === wanted) return values.at(-1)?.toString()
  return undefined
}

/** Binary mode: attributes in headers. A record that says it is structured is, whatever other headers it carries. */
const isBinary = (headers: PartitionRecord['headers']): boolean => {
  if (headers.size === 0 || headerText(headers, 'content-type')?.toLowerCase().startsWith(STRUCTURED) === true) return false
  for (const name of headers.keys()) if (name.toLowerCase().startsWith(BINARY_PREFIX)) return true
  return false
}

/**
 * The text of the CloudEvent that a binary record stands for. The data are put in as they stand, so that they must be one JSON
 * value by themselves: what is not becomes no event, and can't add attributes of its own.
 */
const structuredText = (value: Buffer, headers: PartitionRecord['headers']): string | undefined => {
  const data = value.toString()
  if (parseJson(data) === undefined) return undefined
  const attributes: Record<string, string> = {}
  for (const [name, values] of headers) {
    const attribute = name.toLowerCase()
    if (attribute.startsWith(BINARY_PREFIX)) attributes[attribute.slice(BINARY_PREFIX.length)] = String(values.at(-1))
  }
  const { data: _, ...named } = attributes
  return `${JSON.stringify(named).slice(0, -1)}${Object.keys(named).length === 0 ? '' : ','}"data":${data}}`
}

const NO_VALUE: Defect = defect('NO_VALUE', '', 'no value', 'a CloudEvent; a tombstone says nothing')

const EMPTY = Buffer.alloc(0)

/** A class for the reason that `TakenEvent` is one. */
class Offset implements Coordinates {
  readonly [name: string]: string | number
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly offset: number,
  ) {}
}

/** A partition's record on its way in; what only a quarantined one needs is made when it is asked for. */
class TakenRecord implements RawRecord {
  readonly text?: string
  readonly defect?: Defect
  readonly latin1: string
  readonly origin: Coordinates

  constructor(private readonly record: PartitionRecord) {
    const { topic, partition, offset, headers } = record
    const latin1 = record.latin1 === undefined ? (record.value?.toString('latin1') ?? null) : record.latin1()
    this.latin1 = latin1 ?? ''
    this.origin = new Offset(topic, partition, offset)
    if (latin1 === null) this.defect = NO_VALUE
    else if (isBinary(headers)) {
      const text = structuredText(this.bytes, headers)
      if (text !== undefined) this.text = text
    }
  }

  get bytes(): Buffer {
    return this.record.value ?? EMPTY
  }

  /** Key and headers in base64: they may hold any bytes. */
  get reading(): Reading {
    const { key, headers, timestampMs } = this.record
    const kept = [...headers].flatMap(([name, values]) => values.map((value) => [name, value.toString('base64')]))
    return {
      format: 'kafka',
      timestampMs: String(timestampMs),
      ...(key === null ? {} : { key: key.toString('base64') }),
      ...(kept.length === 0 ? {} : { headers: JSON.stringify(kept) }),
    }
  }
}

export const takenRecord = (record: PartitionRecord): RawRecord => new TakenRecord(record)

/** Headers as a quarantined record keeps them. */
export const headersFrom = (kept: string | undefined): PartitionRecord['headers'] => {
  const headers = new Map<string, Buffer[]>()
  for (const [name, value] of JSON.parse(kept ?? '[]') as ReadonlyArray<readonly [string, string]>)
    headers.set(name, [...(headers.get(name) ?? []), Buffer.from(value, 'base64')])
  return headers
}

/** Reads a quarantined record again, by what was kept of how it was read the first time. */
export const takenAgain = (bytes: Buffer, origin: Coordinates, { key, headers, timestampMs }: Reading): RawRecord =>
  takenRecord({
    topic: String(origin.topic),
    partition: Number(origin.partition),
    offset: Number(origin.offset),
    timestampMs: Number(timestampMs),
    key: key === undefined ? null : Buffer.from(key, 'base64'),
    value: bytes,
    headers: headersFrom(headers),
  })
