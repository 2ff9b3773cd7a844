import { gzip, unzip } from 'node:zlib'
import { promisify } from 'node:util'
import { BatchUnreadable } from './batch-unreadable'

const unzipped = promisify<Buffer, { maxOutputLength: number }, Buffer>(unzip)
export const encodeGzip: (input: Buffer) => Promise<Buffer> = promisify<Buffer, Buffer>(gzip)

export const decodeGzip = async (input: Buffer, outputBytesMax: number): Promise<Buffer> => {
  try {
    return await unzipped(input, { maxOutputLength: outputBytesMax })
  } catch (error) {
    throw new BatchUnreadable('gzip', error instanceof Error ? error.message : String(error))
  }
}
