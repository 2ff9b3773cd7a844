import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const REPOSITORY = join(__dirname, '..', '..', '..', '..')
const EARNBACK = join(REPOSITORY, 'services', 'cli', 'bin', 'earnback.js')
const CLOCK_TICKS_PER_SECOND = 100

/** A server in a process of its own. */
export interface Served {
  readonly address: string
  readonly pid: number
  readonly stop: () => Promise<void>
}

const stopOf = (child: ChildProcess) => async (): Promise<void> => {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** Resolves once the process says on standard error or output where it listens. */
export const serve = (script: string, args: ReadonlyArray<string>, nodeOptions: ReadonlyArray<string> = []): Promise<Served> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptions, script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const listen = (chunk: Buffer): void => {
      said += chunk.toString()
      const address = /listening on (http:\S+)/.exec(said)?.[1]
      if (address !== undefined) resolve({ address, pid: child.pid ?? 0, stop: stopOf(child) })
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', (code) => reject(new Error(`${script} ended with ${code}: ${said}`)))
  })

const isReady = async (address: string): Promise<boolean> => (await fetch(`${address}/health/ready`)).ok

/** The product's own server on a store, once its read model is at the head of the log. */
export const serveStore = async (path: string): Promise<Served> => {
  const args = ['serve', '--dev', '--port', '0', '--store', `sqlite:${path}`, '--log-level', 'error']
  const served = await serve(EARNBACK, args, ['--expose-gc', '--require', join(__dirname, 'collect-on-signal.js')])
  while (!(await isReady(served.address))) await pause(100)
  return served
}

/** Seconds of processor time since the process started; NaN where the system does not tell. */
export const cpuSeconds = (pid: number): number => {
  if (process.platform !== 'linux') return NaN
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND
}

const COLLECT_MS = 1_000

/** Bytes on the product's heap, once what is no longer used is collected. */
export const heapBytesOf = async ({ address, pid }: Served): Promise<number> => {
  process.kill(pid, 'SIGUSR2')
  await pause(COLLECT_MS)
  const text = await (await fetch(`${address}/metrics`)).text()
  return Number(/^earnback_nodejs_heap_size_used_bytes (\S+)$/m.exec(text)?.[1])
}
