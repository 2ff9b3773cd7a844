import { uncompress } from 'snappyjs'
import { BatchUnreadable } from './batch-unreadable'

/** What Java's clients put around Snappy: this magic, two versions, then blocks with their length before each. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER_BYTES = 16

const decodeRaw = (input: Buffer, outputBytesMax: number): Buffer => {
  try {
    return Buffer.from(uncompress(input, outputBytesMax))
  } catch (error) {
    throw new BatchUnreadable('snappy', error instanceof Error ? error.message : String(error))
  }
}

export const decodeSnappy = (input: Buffer, outputBytesMax: number): Buffer => {
  if (!input.subarray(0, XERIAL.length).equals(XERIAL)) return decodeRaw(input, outputBytesMax)
  const blocks: Array<Buffer> = []
  let at = XERIAL_HEADER_BYTES
  let left = outputBytesMax
  while (at < input.length) {
    if (at + 4 > input.length) throw new BatchUnreadable('snappy', 'a block has no length')
    const size = input.readUInt32BE(at)
    if (at + 4 + size > input.length) throw new BatchUnreadable('snappy', 'a block runs out of the batch')
    const block = decodeRaw(input.subarray(at + 4, at + 4 + size), left)
    blocks.push(block)
    left -= block.length
    at += 4 + size
  }
  return Buffer.concat(blocks)
}
