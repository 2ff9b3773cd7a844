import { setTimeout as pause } from 'node:timers/promises'
import { spendEvent } from '../data'
import { shapeOf } from '../lines'
import { appendEvents, openSpendStore } from './spend-store'

export interface Ingest {
  readonly path: string
  readonly spendLines: number
  /** How many of the further lines are in the store already. */
  readonly from: number
  readonly perSecond: number
}

const APPENDS_PER_SECOND = 10

/** Appends further lines at an even pace, durable and with their identities settled, until it is told to stop. */
process.once('message', ({ path, spendLines, from, perSecond }: Ingest) => {
  let isStopped = false
  process.once('message', () => (isStopped = true))
  const shape = shapeOf(spendLines)
  const batch = Math.ceil(perSecond / APPENDS_PER_SECOND)
  const run = async (): Promise<void> => {
    const store = await openSpendStore(path)
    let next = from
    process.send?.({ started: true })
    const startedMs = performance.now()
    while (!isStopped) {
      await appendEvents(
        store,
        Array.from({ length: batch }, (_, index) => spendEvent(shape, spendLines + next + index)),
      )
      next += batch
      await pause(Math.max(1, startedMs + ((next - from) / perSecond) * 1_000 - performance.now()))
    }
    await store.close()
    process.send?.({ next, perSecond: ((next - from) / (performance.now() - startedMs)) * 1_000 })
    process.disconnect()
  }
  void run()
})
