import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brokerLog, type BrokerProcess, formatStorage, startBrokerProcess } from './broker-process'
import { type BrokerPorts, brokerProperties } from './broker-properties'
import { brokerReady } from './broker-ready'
import { freePorts } from './free-ports'
import { kafkaJars, kafkaVersion } from './kafka-jars'

export interface BrokerOptions {
  readonly version?: string
  /** A free one where absent. */
  readonly port?: number
  readonly properties?: Readonly<Record<string, string>>
  /** A second listener, SECURED, whose settings are among the properties. */
  readonly securedProtocol?: 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT'
  /** Users that SCRAM knows, with their passwords. */
  readonly scramUsers?: Readonly<Record<string, string>>
  /** Outlives the process that starts it. */
  readonly stays?: boolean
}

export interface Broker {
  readonly version: string
  readonly address: string
  readonly securedAddress: string | undefined
  readonly folder: string
  readonly jars: string
  readonly pid: () => number
  /** SIGTERM; the data stay for `restart`. */
  readonly end: () => Promise<void>
  /** SIGKILL; the data stay for `restart`. */
  readonly kill: () => Promise<void>
  /** On the same port and data; ready when it settles. */
  readonly restart: () => Promise<void>
  /** SIGSTOP and SIGCONT. */
  readonly pause: () => void
  readonly resume: () => void
  /** Ends it and removes its data. */
  readonly remove: () => Promise<void>
}

const ATTEMPTS_MAX = 3

const prepared = async (options: BrokerOptions) => {
  const jars = kafkaJars(options.version ?? kafkaVersion())
  const folder = mkdtempSync(join(tmpdir(), 'earnback-kafka-'))
  const [first = 0, second = 0, third = 0] = await freePorts(3)
  const secured = options.securedProtocol === undefined ? undefined : third
  const ports: BrokerPorts = { controller: first, plaintext: options.port ?? second, secured }
  writeFileSync(
    join(folder, 'server.properties'),
    brokerProperties(folder, ports, options.securedProtocol, options.properties ?? {}),
  )
  const users = Object.entries(options.scramUsers ?? {}).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => ['-S', `${mechanism}=[name=${name},password=${password}]`]),
  )
  formatStorage(jars, folder, users)
  return { jars, folder, ports }
}

const started = async (jars: string, folder: string, address: string, stays: boolean): Promise<BrokerProcess> => {
  const running = await startBrokerProcess(jars, folder, stays)
  try {
    await brokerReady(address, running.isAlive)
  } catch (error) {
    if (running.isAlive()) process.kill(running.pid, 'SIGKILL')
    throw new Error(`${String(error)}\n${brokerLog(folder)}`, { cause: error })
  }
  return running
}

const startOnce = async (options: BrokerOptions): Promise<Broker> => {
  const stays = options.stays ?? false
  const { jars, folder, ports } = await prepared(options)
  const address = `127.0.0.1:${ports.plaintext}`
  const begin = () => started(jars, folder, address, stays)
  let running = await begin()
  const signal = async (name: 'SIGTERM' | 'SIGKILL') => {
    if (running.isAlive()) process.kill(running.pid, name)
    await running.ended
  }
  return {
    version: options.version ?? kafkaVersion(),
    address,
    securedAddress: ports.secured === undefined ? undefined : `127.0.0.1:${ports.secured}`,
    folder,
    jars,
    pid: () => running.pid,
    end: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
    restart: async () => {
      await signal('SIGTERM')
      running = await begin()
    },
    pause: () => void process.kill(running.pid, 'SIGSTOP'),
    resume: () => void process.kill(running.pid, 'SIGCONT'),
    remove: async () => {
      if (running.isAlive()) process.kill(running.pid, 'SIGCONT')
      await signal('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One node of Apache Kafka on loopback, ready when the promise settles. A port that was taken meanwhile is tried again elsewhere. */
export const startBroker = async (options: BrokerOptions = {}, attempt = 1): Promise<Broker> => {
  try {
    return await startOnce(options)
  } catch (error) {
    if (attempt >= ATTEMPTS_MAX || options.port !== undefined || !String(error).includes('Address already in use')) throw error
    return startBroker(options, attempt + 1)
  }
}
