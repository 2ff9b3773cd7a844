import * as fc from 'fast-check'
import { type KafkaMessage } from 'kafkajs'
import { packRecords, safeOffset, unpackRecords } from './packed'

const AT = { topic: 'spend', partition: 3 }

const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array))
const headers = fc.dictionary(fc.string({ maxLength: 6 }), fc.oneof(bytes, fc.array(bytes, { maxLength: 3 })), { maxKeys: 3 })
const message = fc.record({
  offset: fc.nat().map(String),
  timestamp: fc.nat().map(String),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers,
}) as fc.Arbitrary<KafkaMessage>

const listOf = (value: NonNullable<KafkaMessage['headers']>[string]) => (Array.isArray(value) ? value : [value]).map(String)

/** What is to come out, said another way. */
const expected = ({ offset, timestamp, key, value, headers: given }: KafkaMessage) => ({
  ...{ ...AT, offset: Number(offset), timestampMs: Number(timestamp), key, value },
  headers: Object.entries(given ?? {}).flatMap(([name, all]) => (listOf(all).length === 0 ? [] : [[name, listOf(all)]])),
})

const unpacked = (packed: ReturnType<typeof packRecords>) =>
  unpackRecords(AT, packed).map(({ topic, partition, offset, timestampMs, key, value, headers: all }) => ({
    ...{ topic, partition, offset, timestampMs, key, value },
    headers: [...all].map(([name, values]) => [name, values.map(String)]),
  }))

describe('Packed records', () => {
  it('are what they were once unpacked, here and in another thread', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const packed = packRecords(messages)
        expect(unpacked(packed)).toEqual(messages.map(expected))
        expect(unpacked(structuredClone(packed))).toEqual(messages.map(expected))
      }),
    )
  })

  it('tell no value from an empty one', () => {
    const record = (value: Buffer | null) => ({ offset: '1', timestamp: '2', key: null, value, headers: {} }) as KafkaMessage
    const [none, empty] = unpackRecords(AT, packRecords([record(null), record(Buffer.alloc(0))]))
    expect([none?.value, empty?.value, none?.key]).toEqual([null, Buffer.alloc(0), null])
  })
})

describe('An offset', () => {
  it.each([
    ['9007199254740991', 9_007_199_254_740_991],
    ['0', 0],
  ])('%s is read as it is', (text, offset) => {
    expect(safeOffset(text)).toBe(offset)
  })

  it('that no safe integer holds is refused', () => {
    expect(() => safeOffset('9007199254740992')).toThrow(RangeError)
  })
})
