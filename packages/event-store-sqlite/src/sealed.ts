import { crc32 } from 'node:zlib'

const SEAL_BYTES = 4

/** What a sealed blob is bound to: moved to another row, it no longer fits. */
export interface Binding {
  readonly kind: 'names' | 'streams' | 'identities' | 'columns'
  readonly firstPosition: number
  readonly count: number
  readonly version?: string
}

// The bytes first: over no bytes at all zlib forgets the checksum that it goes on from.
const sealOf = ({ kind, firstPosition, count, version = '' }: Binding, bytes: Uint8Array): number =>
  crc32(`${kind} ${firstPosition} ${count} ${version}`, crc32(bytes))

/** The bytes, and behind them the checksum of the bytes and of what they are bound to. */
export const sealed = (binding: Binding, bytes: Uint8Array): Buffer => {
  const blob = Buffer.allocUnsafe(bytes.byteLength + SEAL_BYTES)
  blob.set(bytes)
  blob.writeUInt32LE(sealOf(binding, bytes), bytes.byteLength)
  return blob
}

/** The bytes of a sealed blob, or undefined where they are not what was sealed. */
export const unsealed = (binding: Binding, blob: Buffer): Buffer | undefined => {
  if (blob.byteLength < SEAL_BYTES) return undefined
  const bytes = blob.subarray(0, blob.byteLength - SEAL_BYTES)
  return blob.readUInt32LE(bytes.byteLength) === sealOf(binding, bytes) ? bytes : undefined
}
