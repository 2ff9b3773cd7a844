import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { type HandlerFault, SOURCE_DEFAULTS, type SourceHandlers, startSource } from '../src'
import { realTimers, silent, testClient } from '../src/testing'
import { QUICK } from './source-kit'

const [address = '', topic = '', file = '', firstDelayMs = '0'] = process.argv.slice(2)

/** A store in a file that two processes share: lines of `from next values`; the last `next` is what holds. */
const heldNext = (): number => {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  return Number(lines.at(-1)?.split(' ')[1] ?? 0)
}

let calls = 0
const handlers: SourceHandlers = {
  storedOffsets: () => async () => E.right([{ topic, partition: 0, next: heldNext() }]),
  handle: (batch) => async () => {
    calls += 1
    process.stdout.write(`handling ${batch.from}\n`)
    if (calls === 1) await new Promise<void>((resolve) => void realTimers.after(Number(firstDelayMs), resolve))
    const held = heldNext()
    if (held !== batch.from) {
      process.stdout.write(`fenced ${batch.from}\n`)
      return E.left<HandlerFault, void>({ kind: 'HandlerFenced', message: `the store holds ${held}` })
    }
    appendFileSync(file, `${batch.from} ${batch.next} ${batch.records.map(({ value }) => String(value)).join(',')}\n`)
    process.stdout.write(`stored ${batch.next}\n`)
    return E.right(undefined)
  },
}

const options = { ...SOURCE_DEFAULTS, ...QUICK, groupId: topic, topics: [topic] }
const tell = ({ kind }: { kind: string }) => void process.stdout.write(`${kind}\n`)
const source = startSource({ kafka: testClient(address), options, handlers, timers: realTimers, log: silent, tell })
process.once('SIGTERM', () => void source.stop().then(() => process.exit(0)))
