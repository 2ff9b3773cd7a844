import { StoreFault, type StoreUnavailable } from '@earnback/event-store'
import { instantOfMicros } from '@earnback/kernel'
import type { Clock } from './clock'
import { Health } from './health'
import { LIMITS } from './limits'
import { Metrics } from './metrics'

const fault = (code: StoreUnavailable['code']): StoreFault => new StoreFault({ kind: 'StoreUnavailable', code, message: code })

class Bench {
  nowMs = 0
  head = 5
  timers: Array<() => void> = []
  refresh = async (): Promise<number> => this.head
  probe = async (): Promise<void> => undefined
  readonly bugs: unknown[] = []
  readonly clock: Clock = {
    now: () => instantOfMicros(0),
    elapsedMs: () => this.nowMs,
    after: (_, work) => {
      this.timers.push(work)
      return () => undefined
    },
    every: () => () => undefined,
  }
  readonly health = new Health(
    { head: async () => this.head, refresh: () => this.refresh(), probe: () => this.probe() },
    this.clock,
    LIMITS,
    new Metrics(),
    (error) => this.bugs.push(error),
  )

  async codes(): Promise<ReadonlyArray<string>> {
    return (await this.health.ready()).reasons.map(({ code }) => code)
  }
}

test('until the log was read once it is not ready, and then it is', async () => {
  const bench = new Bench()
  expect(await bench.codes()).toEqual(['READ_MODEL_LOADING'])
  await bench.health.refresh()
  expect(await bench.health.ready()).toEqual({ status: 'ready', reasons: [], position: 5 })
})

test.each(['STORE_FULL', 'STORE_BUSY', 'STORE_READ_ONLY'] as const)(
  'a store that is %s is told, until it is not any more',
  async (code) => {
    const bench = new Bench()
    await bench.health.refresh()
    bench.probe = () => Promise.reject(fault(code))
    expect(await bench.codes()).toEqual([code])
    bench.probe = async () => undefined
    expect(await bench.codes()).toEqual([])
  },
)

test('a write that waits for somebody else’s is not waited for', async () => {
  const bench = new Bench()
  await bench.health.refresh()
  let end = (): void => undefined
  bench.probe = () => new Promise((resolve) => (end = resolve))
  const asked = bench.codes()
  for (const timer of bench.timers.splice(0)) timer()
  expect(await asked).toEqual(['STORE_BUSY'])
  end()
})

test('a read model that stays behind is told, with the fault that keeps it there', async () => {
  const bench = new Bench()
  await bench.health.refresh()
  bench.head = 6
  bench.refresh = () => Promise.reject(fault('STORE_FULL'))
  bench.nowMs = LIMITS.behindMsMax + 1
  await bench.health.refresh()
  expect(await bench.codes()).toEqual(['STORE_FULL', 'READ_MODEL_BEHIND'])
  bench.refresh = async () => bench.head
  await bench.health.refresh()
  expect(await bench.codes()).toEqual([])
})

test('it writes no more often than it was told, as long as nothing is wrong', async () => {
  const bench = new Bench()
  await bench.health.refresh()
  let probes = 0
  bench.probe = async () => {
    probes++
  }
  for (let asked = 0; asked < 10; asked++) await bench.codes()
  bench.nowMs = LIMITS.probeEveryMs
  await bench.codes()
  expect(probes).toBe(2)
})

test('a bug is no reason of the store’s: it is told to whoever looks after those', async () => {
  const bench = new Bench()
  bench.refresh = () => Promise.reject(new TypeError('a bug'))
  await bench.health.refresh()
  expect(bench.bugs).toEqual([new TypeError('a bug')])
})
