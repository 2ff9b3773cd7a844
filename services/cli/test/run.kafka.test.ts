import type { KafkaClient } from '@earnback/kafka'
import { describeWithKafka, eventually, sharedBroker, testClient, uniqueName } from '@earnback/kafka/testing'
import { activated, Desk, issued, spent, type Started } from './earnback'

jest.setTimeout(120_000)

interface Logged {
  readonly event: string
  readonly [field: string]: unknown
}

interface Decided {
  readonly type: string
  readonly data: { readonly crossingSpendId?: string; readonly basis?: { readonly crossingSpendId: string } }
}

const linesOf = (stderr: string): ReadonlyArray<Logged> =>
  stderr
    .split('\n')
    // The last one may be on its way still.
    .slice(0, -1)
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text) as Logged)

/** One sample of Prometheus's text: a name with its labels. */
const samplesOf = (text: string): ReadonlyMap<string, number> =>
  new Map([...text.matchAll(/^(earnback_[^ ]+) ([^ ]+)$/gm)].map(([, name = '', value]) => [name, Number(value)]))

const firstOf = async (kafka: KafkaClient, topic: string, count: number): Promise<ReadonlyArray<Decided>> => {
  const consumer = kafka.consumer({ groupId: uniqueName('reader') })
  const seen: Decided[] = []
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({ eachMessage: async ({ message }) => void seen.push(JSON.parse(String(message.value)) as Decided) })
  await eventually(`${topic} has ${count} records`, () => seen.length >= count)
  await consumer.disconnect()
  return seen
}

describeWithKafka('a run on topics', () => {
  const own = uniqueName('run')
  const [coupons, spend, billing] = [`${own}.coupons`, `${own}.spend`, `${own}.billing`]
  const desk = new Desk()
  let kafka: KafkaClient
  let running: Started
  let stderr = ''
  let place = ''

  const produced = async (topic: string, value: string): Promise<string> => {
    const producer = kafka.producer()
    await producer.connect()
    const [sent] = await producer.send({ topic, messages: [{ key: 'acct-1', value }] })
    await producer.disconnect()
    return `${topic}/${sent?.partition}@${sent?.baseOffset}`
  }
  const logged = (event: string): ReadonlyArray<Logged> => linesOf(stderr).filter((line) => line.event === event)

  beforeAll(async () => {
    kafka = testClient(sharedBroker())
    const env = {
      EARNBACK_KAFKA_BROKERS: sharedBroker(),
      EARNBACK_KAFKA_GROUP_ID: own,
      EARNBACK_KAFKA_PUBLISHER_ID: own,
      EARNBACK_CALCULATION_LAG: 'PT0S',
      EARNBACK_CALCULATION_EVERY: 'PT1S',
      ...Object.fromEntries(
        ['coupons', 'spend', 'accounts', 'billing', 'review', 'dead-letters', 'progress'].map((name) => [
          `EARNBACK_KAFKA_TOPIC_${name.toUpperCase().replace('-', '_')}`,
          `${own}.${name}`,
        ]),
      ),
    }
    const args = ['--create-topics', '--health-port', '0', '--log-level', 'debug', '--json', '--now', '2026-03-10T00:00:00Z']
    running = desk.start(['run', ...args], { env })
    running.child.stderr?.on('data', (chunk: Buffer) => (stderr += String(chunk)))
    await running.told((text) => text.includes('"event":"listening"'))
    for (const event of [issued(), activated()]) await produced(coupons, JSON.stringify(event))
    await eventually('the coupon is taken in', () => logged('record').length === 2)
    await produced(spend, JSON.stringify(spent('s-1', '4000')))
    place = await produced(spend, JSON.stringify(spent('s-2', '6000', '2026-03-04T12:00:00+09:00')))
    await produced(spend, JSON.stringify(spent('s-1', '4000')))
    await produced(spend, 'poison')
    await eventually('both decisions are out', () => logged('sent').length === 2)
    await eventually('all six are taken in', () => logged('record').length === 6)
  })
  afterAll(async () => {
    running.child.kill('SIGTERM')
    await running.ended
    desk.remove()
  })

  test('counts what became of every record, what was decided and published, and says that nothing lags', async () => {
    const url = String(logged('listening').find(({ what }) => what === 'health')?.address)
    let samples: ReadonlyMap<string, number> = new Map()
    const named = (prefix: string) => [...samples].filter(([name]) => name.startsWith(prefix)).sort()
    await eventually('the dead letter is out, and nothing lags', async () => {
      samples = samplesOf(await (await fetch(`${url}/metrics`)).text())
      const hasNoLag = named('earnback_consumer_lag_records').every(([, lag]) => lag === 0)
      return samples.get('earnback_published_records_total') === 3 && hasNoLag
    })
    expect(named('earnback_ingested_records_total')).toEqual([
      ['earnback_ingested_records_total{outcome="duplicate"}', 1],
      ['earnback_ingested_records_total{outcome="quarantined"}', 1],
      ['earnback_ingested_records_total{outcome="stored"}', 4],
    ])
    expect(named('earnback_decisions_total')).toEqual([
      ['earnback_decisions_total{type="CreditGranted"}', 1],
      ['earnback_decisions_total{type="ThresholdMet"}', 1],
    ])
    const [spendPlace = ''] = place.split('@')
    const lagOf = (at: string): string => {
      const [topic, partition] = at.split('/')
      return `earnback_consumer_lag_records{topic="${topic}",partition="${partition}"}`
    }
    expect(samples.get(lagOf(spendPlace))).toBe(0)
    expect(named('earnback_consumer_lag_records').map(([, lag]) => lag)).toEqual(Array.from({ length: 18 }, () => 0))
    expect(samples.get('earnback_quarantine_records')).toBe(1)
    expect(samples.get('earnback_log_position')).toBeGreaterThanOrEqual(9)
  })

  test('one id leads from the record to the grant and to the message, and so does the record’s place', async () => {
    const [record] = logged('record').filter((line) => line.spendId === 's-2')
    expect(record).toMatchObject({ record: place, outcome: 'stored', source: 'platform', id: 's-2' })
    const causes = logged('decision').map(({ decision, cause }) => [(decision as { type: string }).type, cause])
    const { position, topic, partition, offset } = record ?? { event: '' }
    const cause = { spendId: 's-2', source: 'platform', id: 's-2', position, origin: { topic, partition, offset }, record: place }
    expect(causes).toEqual([
      ['ThresholdMet', cause],
      ['CreditGranted', cause],
    ])
    const sent = logged('sent').map(({ id, topic: to, spendId, causationid }) => [id, to, spendId, causationid])
    expect(sent).toEqual([
      ['c-1:threshold-met', billing, 's-2', expect.stringMatching(/^calculation-\d+$/)],
      ['c-1:grant', billing, 's-2', 'c-1:threshold-met'],
    ])
    const messages = await firstOf(kafka, billing, 2)
    expect(messages.map(({ type, data }) => [type, data.crossingSpendId ?? data.basis?.crossingSpendId])).toEqual([
      ['earnback.ThresholdMet.v1', 's-2'],
      ['earnback.CreditGranted.v1', 's-2'],
    ])
    const poison = logged('record').find(({ outcome }) => outcome === 'quarantined')
    expect(poison).toMatchObject({ code: 'NOT_JSON', topic: spend })
  })
})
