import { BatchUnreadable } from './batch-unreadable'

const MAGIC = 0x184d2204
const BLOCK_BYTES_MAX: Readonly<Record<number, number>> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 }
const MATCH_LENGTH_MIN = 4
const EXTENDED = 15

const fail = (why: string): never => {
  throw new BatchUnreadable('lz4', why)
}

/** A length goes on in further bytes while they are 255. */
const extended = (input: Buffer, at: number, end: number, base: number): readonly [length: number, at: number] => {
  if (base !== EXTENDED) return [base, at]
  let length = base
  let index = at
  let byte = 255
  while (byte === 255) {
    if (index >= end) return fail('a length runs out of its block')
    byte = input[index++] ?? 0
    length += byte
  }
  return [length, index]
}

/** Matches may overlap what they write, so the bytes are copied one after the other where they do. */
const copyMatch = (output: Buffer, written: number, distance: number, length: number): void => {
  if (distance >= length) output.copy(output, written, written - distance, written - distance + length)
  else for (let index = 0; index < length; index++) output[written + index] = output[written - distance + index] ?? 0
}

const decodeBlock = (input: Buffer, start: number, end: number, output: Buffer, from: number): number => {
  let at = start
  let written = from
  while (at < end) {
    const token = input[at++] ?? 0
    const [literals, afterLength] = extended(input, at, end, token >> 4)
    if (afterLength + literals > end || written + literals > output.length) return fail('literals run out of their block')
    input.copy(output, written, afterLength, afterLength + literals)
    at = afterLength + literals
    written += literals
    if (at === end) return written
    if (at + 2 > end) return fail('a match has no distance')
    const distance = input.readUInt16LE(at)
    const [more, afterMatch] = extended(input, at + 2, end, token & 15)
    const length = more + MATCH_LENGTH_MIN
    if (distance === 0 || distance > written || written + length > output.length) return fail('a match points outside')
    copyMatch(output, written, distance, length)
    at = afterMatch
    written += length
  }
  return written
}

interface FrameHeader {
  readonly blocksAt: number
  readonly blockBytesMax: number
  readonly blockChecksum: boolean
}

const readHeader = (input: Buffer): FrameHeader => {
  if (input.length < 7 || input.readUInt32LE(0) !== MAGIC) return fail('no frame begins here')
  const flags = input[4] ?? 0
  if (flags >> 6 !== 1) return fail(`frame version ${flags >> 6} is not known`)
  if ((flags & 1) !== 0) return fail('dictionaries are not supported')
  const blockBytesMax = BLOCK_BYTES_MAX[((input[5] ?? 0) >> 4) & 7] ?? fail('the block size is not known')
  return { blocksAt: 6 + ((flags & 8) === 0 ? 0 : 8) + 1, blockBytesMax, blockChecksum: (flags & 16) !== 0 }
}

const UNCOMPRESSED = 0x80000000

/** One frame as Kafka's clients write it; checksums are left to Kafka, which keeps one over the whole batch. */
export const decodeLz4 = (input: Buffer, outputBytesMax: number): Buffer => {
  const { blocksAt, blockBytesMax, blockChecksum } = readHeader(input)
  let output = Buffer.allocUnsafe(Math.min(outputBytesMax, Math.max(blockBytesMax, input.length * 4)))
  let at = blocksAt
  let written = 0
  for (;;) {
    if (at + 4 > input.length) return fail('the frame has no end')
    const head = input.readUInt32LE(at)
    if (head === 0) return output.subarray(0, written)
    const size = head & ~UNCOMPRESSED
    const end = at + 4 + size
    if (end > input.length) return fail('a block runs out of the frame')
    if (output.length - written < blockBytesMax && output.length < outputBytesMax) {
      const larger = Buffer.allocUnsafe(Math.min(outputBytesMax, output.length * 2 + blockBytesMax))
      output.copy(larger, 0, 0, written)
      output = larger
    }
    if (head >= UNCOMPRESSED) {
      if (written + size > output.length) return fail(`it is larger than ${outputBytesMax} bytes`)
      written += input.copy(output, written, at + 4, end)
    } else written = decodeBlock(input, at + 4, end, output, written)
    at = end + (blockChecksum ? 4 : 0)
  }
}
