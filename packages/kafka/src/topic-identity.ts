import Encoder from 'kafkajs/src/protocol/encoder'
import { type KafkaClient } from './client'

/** The id a broker gave the topic when it was made; a topic of the same name made later has another. */
export interface TopicIdentity {
  readonly topic: string
  readonly id: string
}

const METADATA = 3
const METADATA_WITH_IDS = 12
const NO_ID_BYTES = 16

/** Reads what a flexible version of Kafka's protocol writes: lengths as unsigned varints, one more than they are. */
class Reader {
  private at = 0
  constructor(private readonly bytes: Buffer) {}
  varint(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes.readUInt8(this.at++)
      value |= (byte & 0x7f) << shift
      if ((byte & 0x80) === 0) return value
    }
  }
  skip(bytes: number): void {
    this.at += bytes
  }
  int16(): number {
    this.at += 2
    return this.bytes.readInt16BE(this.at - 2)
  }
  text(): string {
    const length = Math.max(0, this.varint() - 1)
    this.at += length
    return this.bytes.toString('utf8', this.at - length, this.at)
  }
  uuid(): string {
    this.at += NO_ID_BYTES
    return this.bytes.toString('hex', this.at - NO_ID_BYTES, this.at)
  }
  array<A>(item: () => A): ReadonlyArray<A> {
    return Array.from({ length: Math.max(0, this.varint() - 1) }, item)
  }
  tags(): void {
    for (let left = this.varint(); left > 0; left--) {
      this.varint()
      this.skip(this.varint())
    }
  }
}

const varint = (value: number): ReadonlyArray<number> =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]

/** No tags, the topics by name and without ids, no topic made by asking, no rights told, no tags. */
const request = (topics: ReadonlyArray<string>) => async () => {
  const named = topics.map((topic) => {
    const name = Buffer.from(topic, 'utf8')
    return Buffer.concat([Buffer.alloc(NO_ID_BYTES), Buffer.from(varint(name.length + 1)), name, Buffer.from([0])])
  })
  const encoder = new Encoder()
  encoder.writeBufferInternal(Buffer.concat([Buffer.from([0, ...varint(topics.length + 1)]), ...named, Buffer.from([0, 0, 0])]))
  return encoder
}

const response = (payload: Buffer): ReadonlyArray<TopicIdentity> => {
  const reader = new Reader(payload)
  const numbers = () => reader.array(() => reader.skip(4))
  reader.tags()
  reader.skip(4)
  reader.array(() => {
    reader.skip(4)
    reader.text()
    reader.skip(4)
    reader.text()
    reader.tags()
  })
  reader.text()
  reader.skip(4)
  const topics = reader.array(() => {
    const failed = reader.int16() !== 0
    const topic = reader.text()
    const id = reader.uuid()
    reader.skip(1)
    reader.array(() => {
      reader.skip(14)
      numbers()
      numbers()
      numbers()
      reader.tags()
    })
    reader.skip(4)
    reader.tags()
    return failed ? undefined : { topic, id }
  })
  return topics.filter((topic) => topic !== undefined)
}

interface Cluster {
  readonly connect: () => Promise<void>
  readonly disconnect: () => Promise<void>
  readonly findControllerBroker: () => Promise<{
    readonly connectionPool: { readonly send: (request: unknown) => Promise<ReadonlyArray<TopicIdentity>> }
  }>
  readonly refreshMetadata: () => Promise<void>
}

const clusterOf = (kafka: KafkaClient): Cluster | undefined => {
  const symbol = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === 'private:Kafka:createCluster')
  if (symbol === undefined) return undefined
  const create = (kafka as unknown as Readonly<Record<symbol, (options: object) => Cluster>>)[symbol]
  return create?.({ allowAutoTopicCreation: false })
}

/**
 * kafkajs stops at a version of Metadata without topic ids, so the request is made here and sent over its connection, which knows TLS
 * and SASL. A broker that does not know this version gives no ids.
 */
export const topicIdentities = async (
  kafka: KafkaClient,
  topics: ReadonlyArray<string>,
): Promise<ReadonlyArray<TopicIdentity>> => {
  const cluster = clusterOf(kafka)
  if (cluster === undefined) return []
  try {
    await cluster.connect()
    await cluster.refreshMetadata()
    const broker = await cluster.findControllerBroker()
    return await broker.connectionPool.send({
      request: { apiKey: METADATA, apiVersion: METADATA_WITH_IDS, apiName: 'Metadata', encode: request(topics) },
      response: {
        decode: async (payload: Buffer) => ({ topics: response(payload) }),
        parse: async (data: { topics: unknown }) => data.topics,
      },
      logResponseError: false,
    })
  } finally {
    await cluster.disconnect()
  }
}
