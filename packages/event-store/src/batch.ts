import { createHash } from 'node:crypto'
import { endianness } from 'node:os'

/**
 * What one append leaves in the log, as bytes. Every store that keeps a chain hashes exactly these,
 * so equal histories have equal hashes whichever adapter holds them.
 */
export interface Batch {
  readonly firstPosition: number
  readonly count: number
  /** Microseconds. */
  readonly recordedAt: number
  readonly previousHash: Uint8Array
  /** JSON `[[ordinal, name], ...]` of the streams that this batch is the first to use; empty where there are none. */
  readonly names: Uint8Array
  /** The notes of the events that carry any, as `encodeNotes` writes them; empty where none does. */
  readonly notes: Uint8Array
  /** The stream's ordinal of each event, 32 bits, little-endian; so are the next two. */
  readonly streams: Uint8Array
  readonly revisions: Uint8Array
  /** Where each event ends in `body`. */
  readonly ends: Uint8Array
  /** The events' JSON in UTF-8, one after the other. */
  readonly body: Uint8Array
}

export const HASH_BYTES = 32
export const NO_HASH: Uint8Array = new Uint8Array(HASH_BYTES)

const WORD_BYTES = 8
const DOMAIN = 0x00
const BLOBS = 6

/**
 * SHA-256 over a zero byte, the hash before, then position, count, time and the six lengths as 64-bit little-endian
 * integers, then the six blobs. The lengths stand in front, so no two batches share an input.
 */
export const hashOfBatch = (batch: Batch): Buffer => {
  const small = [batch.names, batch.notes, batch.streams, batch.revisions, batch.ends]
  const blobs = [...small, batch.body]
  const header = Buffer.alloc(1 + HASH_BYTES + (3 + BLOBS) * WORD_BYTES)
  header[0] = DOMAIN
  header.set(batch.previousHash.subarray(0, HASH_BYTES), 1)
  let offset = 1 + HASH_BYTES
  for (const word of [batch.firstPosition, batch.count, batch.recordedAt, ...blobs.map((blob) => blob.byteLength)]) {
    header.writeBigInt64LE(BigInt(word), offset)
    offset += WORD_BYTES
  }
  // Joined, because each call into the hash costs more than copying what is small.
  return createHash('sha256')
    .update(Buffer.concat([header, ...small]))
    .update(batch.body)
    .digest()
}

if (endianness() !== 'LE') throw new Error('the log keeps little-endian integers, and this machine is big-endian')

/** The bytes of 32-bit integers as they stand in the log; shares memory. */
export const bytesOf = (integers: Uint32Array): Uint8Array =>
  new Uint8Array(integers.buffer, integers.byteOffset, integers.byteLength)

/** The integers that bytes from the log hold: a view where the bytes are aligned, else a copy. */
export const integersOf = (bytes: Uint8Array): Uint32Array => {
  const aligned = bytes.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice()
  return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / Uint32Array.BYTES_PER_ELEMENT))
}

const EMPTY = new Uint8Array(0)

export type NamePairs = ReadonlyArray<readonly [ordinal: number, name: string]>

export const encodeNames = (pairs: NamePairs): Uint8Array => (pairs.length === 0 ? EMPTY : Buffer.from(JSON.stringify(pairs)))
export const decodeNames = (bytes: Uint8Array): NamePairs =>
  bytes.byteLength === 0 ? [] : (JSON.parse(Buffer.from(bytes).toString()) as NamePairs)
