import { setTimeout as delay } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'

const READY_WITHIN_MS = 60_000
const ASK_EVERY_MS = 100

/** A topic made, a group's coordinator found and a transactional id initialised: after these answers nothing is still loading. */
const asked = async (address: string, probe: string): Promise<void> => {
  const kafka = new Kafka({ brokers: [address], clientId: 'readiness', logLevel: logLevel.NOTHING, retry: { retries: 0 } })
  const admin = kafka.admin()
  const producer = kafka.producer({ transactionalId: probe, maxInFlightRequests: 1, retry: { retries: 0 } })
  try {
    await admin.connect()
    const existing = await admin.listTopics()
    if (!existing.includes(probe))
      await admin.createTopics({ topics: [{ topic: probe, numPartitions: 1 }], waitForLeaders: true })
    await admin.describeGroups([probe])
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic: probe, messages: [{ key: 'ready', value: 'ready' }] })
    await transaction.commit()
  } finally {
    await producer.disconnect().catch(() => undefined)
    await admin.disconnect().catch(() => undefined)
  }
}

export const brokerReady = async (address: string, isAlive: () => boolean): Promise<void> => {
  const deadline = Date.now() + READY_WITHIN_MS
  let last: unknown
  while (Date.now() < deadline && isAlive()) {
    try {
      await asked(address, 'readiness')
      return
    } catch (error) {
      last = error
      await delay(ASK_EVERY_MS)
    }
  }
  const why = isAlive() ? `does not answer after ${READY_WITHIN_MS} ms: ${String(last)}` : 'ended by itself'
  throw new Error(`The broker at ${address} ${why}`)
}
