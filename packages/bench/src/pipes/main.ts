import { writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { startBroker, testClient, testSettings } from '@earnback/kafka/testing'
import { eventStoreDbPipes } from './eventstoredb-pipes'
import { kafkaToStore, produceSpend, publishing } from './kafka-pipes'
import { tableOf } from './row'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '300000' }, markdown: { type: 'string' } },
})

const tell = (text: string): void => void process.stderr.write(`${text}\n`)

const main = async (): Promise<void> => {
  const events = Number(values.events)
  const load = loadavg()[0] ?? 0
  tell('starting a broker')
  const broker = await startBroker()
  try {
    const kafka = testClient(broker.address)
    tell(`producing ${events} records`)
    await produceSpend(kafka, 'bench-spend', events)
    tell('Kafka to store')
    const stored = await kafkaToStore(kafka, testSettings(broker.address), 'bench-spend', events)
    tell('publishing')
    const published = await publishing(kafka, 'bench-billing', Math.min(events, 100_000))
    tell('EventStoreDB')
    const eventStore = await eventStoreDbPipes(Math.min(events, 50_000))
    const about = `Command: \`make bench-pipes ARGS='--events ${events}'\`. Node ${process.version}, ${cpus().length} cores shared with the broker (Apache Kafka ${broker.version}), load at start ${load.toFixed(2)}. Of Kafka to store each figure is the median of three runs behind one that compiles.`
    const text = `${about}\n\n${tableOf(stored)}\n\n${tableOf(published)}\n\n${tableOf(eventStore)}\n`
    process.stdout.write(text)
    if (values.markdown !== undefined) await writeFile(values.markdown, `# Benchmarks of the pipes\n\n${text}`)
  } finally {
    await broker.remove()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    tell(String(error))
    process.exit(4)
  },
)
