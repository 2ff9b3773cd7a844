import fc from 'fast-check'
import { compress } from 'snappyjs'
import { BatchUnreadable } from './batch-unreadable'
import { decodeGzip, encodeGzip } from './gzip'
import { decodeLz4 } from './lz4'
import { decodeSnappy } from './snappy'
import { decodeZstd } from './zstd'

const LIMIT = 1_000_000
/** `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab`: one literal, a match that overlaps what it writes, the last literals. */
const LZ4 = Buffer.from('04224d186040820b0000001f6101000650616161616200000000', 'hex')

describe('codecs', () => {
  test('read an lz4 frame whose match overlaps itself', () => {
    const block = Buffer.from([0x1f, 0x61, 0x01, 0x00, 0x06, 0x50, 0x61, 0x61, 0x61, 0x61, 0x62])
    expect(LZ4.includes(block)).toBe(true)
    expect(decodeLz4(LZ4, LIMIT).toString()).toBe(`${'a'.repeat(30)}b`)
  })

  test('read snappy with and without the blocks of Java', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        const raw = Buffer.from(compress(Buffer.from(bytes)))
        expect(decodeSnappy(raw, LIMIT).equals(Buffer.from(bytes))).toBe(true)
        const header = Buffer.concat([Buffer.from('82534e415050590000000001', 'hex'), Buffer.from('00000001', 'hex')])
        const length = Buffer.alloc(4)
        length.writeUInt32BE(raw.length)
        const twice = Buffer.concat([header, length, raw, length, raw])
        expect(decodeSnappy(twice, LIMIT).equals(Buffer.concat([bytes, bytes]))).toBe(true)
      }),
    )
  })

  test.each([
    ['gzip', decodeGzip],
    ['snappy', async (input: Buffer, max: number) => decodeSnappy(input, max)],
    ['lz4', async (input: Buffer, max: number) => decodeLz4(input, max)],
    ['zstd', async (input: Buffer, max: number) => decodeZstd(input, max)],
  ])('end on any bytes, in %s: with output or with the one error that is not tried again', async (_, decode) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const outcome: unknown = await decode(Buffer.from(bytes), LIMIT).catch((error: unknown) => error)
        expect(outcome instanceof BatchUnreadable || Buffer.isBuffer(outcome)).toBe(true)
        if (outcome instanceof BatchUnreadable) expect(outcome.retriable).toBe(false)
      }),
    )
  })

  test('refuse lz4 with any byte changed or cut off, or read it', () => {
    for (let at = 0; at < LZ4.length; at++) {
      const changed = Buffer.from(LZ4)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      for (const input of [changed, LZ4.subarray(0, at)]) {
        try {
          decodeLz4(input, LIMIT)
        } catch (error) {
          expect(error).toBeInstanceOf(BatchUnreadable)
        }
      }
    }
  })

  test('stop at the limit and do not unpack a bomb', async () => {
    const bomb = Buffer.alloc(10_000)
    await expect(decodeGzip(await encodeGzip(bomb), 1_000)).rejects.toBeInstanceOf(BatchUnreadable)
    expect(() => decodeSnappy(Buffer.from(compress(bomb)), 1_000)).toThrow(BatchUnreadable)
    expect(() => decodeLz4(LZ4, 20)).toThrow(BatchUnreadable)
  })
})
