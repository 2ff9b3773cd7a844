import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface BrokerProcess {
  readonly pid: number
  readonly isAlive: () => boolean
  readonly ended: Promise<void>
}

const QUIET = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'
const java = (jars: string, main: string, args: ReadonlyArray<string>): ReadonlyArray<string> => [
  '-Xmx512m',
  '-XX:+UseSerialGC',
  QUIET,
  '-cp',
  `${jars}/*`,
  main,
  ...args,
]

/** Runs one of Kafka's own tools, for what has to come from another client than ours. */
export const runKafkaTool = (jars: string, main: string, args: ReadonlyArray<string>, input = ''): string => {
  const run = spawnSync('java', [...java(jars, main, args)], { encoding: 'utf8', input })
  if (run.status !== 0) throw new Error(`${main} failed:\n${run.stdout}${run.stderr}`)
  return run.stdout
}

export const brokerLog = (folder: string): string => readFileSync(join(folder, 'broker.log'), 'utf8')

/**
 * A broker that a test starts hangs on a pipe to the test's process: when that process ends, however it ends, the pipe closes and the
 * shell between the two ends the broker. One that a person starts stays.
 */
const GUARD = 'log=$1; shift; java "$@" >>"$log" 2>&1 </dev/null & echo $!; cat >/dev/null; kill -KILL $! 2>/dev/null; wait'

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const spawnGuarded = (log: string, args: ReadonlyArray<string>): Promise<BrokerProcess> => {
  const shell = spawn('sh', ['-c', GUARD, 'sh', log, ...args], { stdio: ['pipe', 'pipe', 'ignore'] })
  return new Promise((resolve, reject) => {
    shell.once('error', reject)
    shell.stdout.once('data', (line: Buffer) => {
      const pid = Number(line.toString().trim())
      const ended = new Promise<void>((settle) => shell.once('exit', () => settle()))
      const watch = setInterval(() => {
        if (!isRunning(pid)) shell.stdin.end()
      }, 50)
      void ended.then(() => clearInterval(watch))
      watch.unref()
      resolve({ pid, isAlive: () => shell.exitCode === null && isRunning(pid), ended })
    })
  })
}

const spawnDetached = (log: string, args: ReadonlyArray<string>): Promise<BrokerProcess> => {
  const file = openSync(log, 'a')
  const child = spawn('java', [...args], { detached: true, stdio: ['ignore', file, file] })
  closeSync(file)
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()))
  child.unref()
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('spawn', () => {
      const pid = child.pid ?? 0
      resolve({ pid, isAlive: () => child.exitCode === null && isRunning(pid), ended })
    })
  })
}

export const startBrokerProcess = (jars: string, folder: string, stays: boolean): Promise<BrokerProcess> => {
  const args = java(jars, 'kafka.Kafka', [join(folder, 'server.properties')])
  const log = join(folder, 'broker.log')
  return stays ? spawnDetached(log, args) : spawnGuarded(log, args)
}

export const formatStorage = (jars: string, folder: string, options: ReadonlyArray<string>): void => {
  runKafkaTool(jars, 'kafka.tools.StorageTool', [
    'format',
    '-t',
    'ZWFybmJhY2stdGVzdHMtMQ',
    '-c',
    join(folder, 'server.properties'),
    ...options,
  ])
}
