import { CompressionCodecs, CompressionTypes, KafkaJSNonRetriableError } from 'kafkajs'
import { decodeGzip, encodeGzip } from './gzip'
import { decodeLz4 } from './lz4'
import { decodeSnappy } from './snappy'
import { decodeZstd } from './zstd'

/** A hundred times what one fetch of a partition brings: enough for text, and no bomb. */
const OUTPUT_BYTES_MAX = 128 * 1024 * 1024

interface Encoder {
  readonly buffer: Buffer
}

const readOnly = (name: string) => async (): Promise<Buffer> => {
  throw new KafkaJSNonRetriableError(`${name} is read only here; write with gzip or without compression`)
}

/** kafkajs keeps one registry for the process, and a batch in a codec that is not in it ends the consumer for good. */
export const registerCodecs = (): void => {
  CompressionCodecs[CompressionTypes.GZIP] = () => ({
    compress: ({ buffer }: Encoder) => encodeGzip(buffer),
    decompress: (input: Buffer) => decodeGzip(input, OUTPUT_BYTES_MAX),
  })
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: readOnly('snappy'),
    decompress: async (input: Buffer) => decodeSnappy(input, OUTPUT_BYTES_MAX),
  })
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: readOnly('lz4'),
    decompress: async (input: Buffer) => decodeLz4(input, OUTPUT_BYTES_MAX),
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: readOnly('zstd'),
    decompress: async (input: Buffer) => decodeZstd(input, OUTPUT_BYTES_MAX),
  })
}
