import {
  describeWithKafka,
  eventually,
  kafkaJars,
  kafkaVersion,
  runKafkaTool,
  sharedBroker,
  testClient,
  uniqueName,
} from '../src/testing'
import { FencedStore, makeTopic, QUICK, start } from './source-kit'

/** Text that compresses, with far matches and with parts that do not repeat. */
const lines = Array.from(
  { length: 3_000 },
  (_, index) => `${index} ${(index * 2_654_435_761) % 1_000_003} ${'spend '.repeat(index % 40)}ü`,
)

/** Kafka 4 moved it. */
const consoleProducer = kafkaVersion().startsWith('3.') ? 'kafka.tools.ConsoleProducer' : 'org.apache.kafka.tools.ConsoleProducer'

describeWithKafka("what Java's producer compresses", () => {
  const kafka = testClient(sharedBroker())

  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('with %s is read to the byte', async (codec) => {
    const topic = uniqueName(codec)
    await makeTopic(kafka, topic)
    const args = ['--bootstrap-server', sharedBroker(), '--topic', topic, '--compression-codec', codec, '--batch-size', '300000']
    runKafkaTool(kafkaJars(kafkaVersion()), consoleProducer, args, `${lines.join('\n')}\n`)
    const store = new FencedStore()
    const { source } = start(kafka, { handlers: store.handlers(), options: { ...QUICK, groupId: topic, topics: [topic] } })
    await eventually('everything is stored', () => store.next(topic, 0) === lines.length)
    await source.stop()
    expect(store.values()).toEqual(lines)
  })
})
