import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as timeout } from 'node:timers/promises'
import { instantOfMillis } from '@earnback/kernel'
import type { Edge, Output } from './edge'
import { runProgram } from './program'

const INTERRUPTED = 130
/** Beyond this a timer of Node fires at once. */
const TIMER_MS_MAX = 2_147_483_647

const versionOf = (manifest: string): string => (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version

const outputTo = (stream: NodeJS.WriteStream): Output => ({
  write: (chunk) => void stream.write(chunk),
  // Of a pipe it is undefined, whatever its type says.
  isTerminal: (stream.isTTY as boolean | undefined) === true,
  // A terminal that does not know its width says 0.
  get columns() {
    return stream.isTTY && stream.columns > 0 ? stream.columns : undefined
  },
})

/** A reader that closed the pipe has seen enough: that is no failure. */
const endQuietlyOnClosedPipe = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const untilStopped = (): AbortSignal => {
  const stop = new AbortController()
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(INTERRUPTED)
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return stop.signal
}

const pause = async (millis: number, signal: AbortSignal): Promise<void> => {
  try {
    for (let left = millis; left > 0; left -= TIMER_MS_MAX) await timeout(Math.min(left, TIMER_MS_MAX), undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

const timers: Edge['timers'] = {
  nowMs: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  },
}

let latestMillis = 0
const nowMillis = (): number => (latestMillis = Math.max(latestMillis, Date.now()))

const edge: Edge = {
  argv: process.argv.slice(2),
  env: process.env,
  version: versionOf(join(__dirname, '..', 'package.json')),
  nodeVersion: process.versions.node,
  stdin: process.stdin,
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  now: () => instantOfMillis(nowMillis()),
  elapsedMs: () => performance.now(),
  timers,
  nonce: randomUUID,
  random: randomBytes,
  pause,
  untilStopped,
}

const main = async (): Promise<void> => {
  endQuietlyOnClosedPipe()
  // A client's idle connection does not keep Node running, though a command may still wait for its last word.
  const awake = setInterval(() => undefined, TIMER_MS_MAX)
  const exit = await runProgram(edge)
  clearInterval(awake)
  // Whatever was written last may still be on its way into a slow pipe.
  process.stdout.write('', () => process.exit(exit))
}

void main()
