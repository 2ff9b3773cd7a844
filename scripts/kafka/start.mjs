// Starts Apache Kafka on this machine, on loopback, and leaves it running; `make kafka-stop` ends it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BROKER_FILE, isOurBroker } from './running.mjs'

const { INSTALL_LINE, missingForBroker, startBroker } = createRequire(import.meta.url)('@earnback/kafka/testing')

const say = (broker) => {
  console.log(`Apache Kafka ${broker.version} answers at ${broker.address} (process ${broker.pid}).`)
  console.log(`Data and log: ${broker.folder}`)
  console.log('make kafka-stop ends it and removes its data.')
}

const missing = missingForBroker()
const running = existsSync(BROKER_FILE) ? JSON.parse(readFileSync(BROKER_FILE, 'utf8')) : undefined
if (missing !== undefined) {
  console.error(`earnback: ${missing} not found, which a Kafka broker needs. Install it with: ${INSTALL_LINE}`)
  process.exitCode = 3
} else if (running !== undefined && isOurBroker(running)) {
  say(running)
} else {
  const port = process.env.KAFKA_PORT === undefined ? undefined : Number(process.env.KAFKA_PORT)
  const broker = await startBroker({ stays: true, ...(port === undefined ? {} : { port }) })
  const { version, address, folder } = broker
  const started = { version, address, folder, pid: broker.pid() }
  mkdirSync(new URL('.', BROKER_FILE), { recursive: true })
  writeFileSync(BROKER_FILE, JSON.stringify(started))
  say(started)
}
