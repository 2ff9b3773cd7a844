import { Decompress } from 'fzstd'
import { BatchUnreadable } from './batch-unreadable'

/** In pieces, because a frame from a stream does not say how large it becomes; the limit holds after each piece. */
const PIECE_BYTES = 65_536

export const decodeZstd = (input: Buffer, outputBytesMax: number): Buffer => {
  const pieces: Array<Uint8Array> = []
  let bytes = 0
  let ended = false
  const stream = new Decompress((piece, final) => {
    bytes += piece.length
    ended ||= final === true
    if (bytes > outputBytesMax) throw new BatchUnreadable('zstd', `it is larger than ${outputBytesMax} bytes`)
    pieces.push(piece.slice())
  })
  try {
    for (let at = 0; at < input.length; at += PIECE_BYTES) {
      stream.push(input.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= input.length)
    }
  } catch (error) {
    if (error instanceof BatchUnreadable) throw error
    throw new BatchUnreadable('zstd', error instanceof Error ? error.message : String(error))
  }
  if (!ended) throw new BatchUnreadable('zstd', 'the frame has no end')
  return Buffer.concat(pieces)
}
