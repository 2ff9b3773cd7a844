import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { type KafkaClient, kafkaClient } from '../client'
import { type KafkaLog } from '../kafka-log'
import { decodeKafkaSettings, type KafkaSettings, type RawKafkaSettings } from '../settings'

/** Skipped, and counted as skipped, where no broker can run on this machine. */
export const describeWithKafka = (name: string, tests: () => void): void =>
  (process.env['KAFKA_TEST_MISSING'] === undefined ? describe : describe.skip)(name, tests)

/** The address of the broker that all files of a run share: names of topics and groups must be unique. */
export const sharedBroker = (): string => process.env['KAFKA_TEST_BROKER'] ?? '127.0.0.1:1'

export const uniqueName = (prefix: string): string => `${prefix}-${randomUUID().slice(0, 8)}`

export const silent: KafkaLog = () => undefined

const right = <L, R>(either: E.Either<L, R>): R => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

export const testSettings = (address: string, own: RawKafkaSettings = {}): KafkaSettings =>
  right(decodeKafkaSettings({ brokers: address, clientId: 'test', ...own }))

export const testClient = (address: string, own: RawKafkaSettings = {}, log: KafkaLog = silent): KafkaClient =>
  right(kafkaClient(testSettings(address, own), log))

const EVENTUALLY_WITHIN_MS = 40_000
const ASK_EVERY_MS = 25

/** Waits for a condition, never for a time. */
export const eventually = async (what: string, holds: () => boolean | Promise<boolean>, withinMs = EVENTUALLY_WITHIN_MS) => {
  const deadline = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await delay(ASK_EVERY_MS)
  }
}
