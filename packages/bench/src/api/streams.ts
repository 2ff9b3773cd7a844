import { Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { EventStore } from '@earnback/event-store'
import { spendEvent } from '../data'
import type { SpendRecorded } from '../events'
import type { Coupon } from '../coupons'
import type { Shape } from '../lines'
import { appendEvents } from './spend-store'
import { heapBytesOf, type Served } from './served'
import { numeral, quantile, withSpread } from './statistics'

const OPENED_AT_ONCE = 50
const WAIT_MS_MAX = 30_000
const KIB = 1_024

/** Every listener of a measurement, and when each got its last event. */
class Listeners {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  private readonly open: IncomingMessage[] = []
  private received = 0
  private reached: (() => void) | undefined
  private expected = 0

  constructor(private readonly address: string) {}

  async add(couponIds: ReadonlyArray<string>): Promise<void> {
    for (let from = 0; from < couponIds.length; from += OPENED_AT_ONCE)
      await Promise.all(couponIds.slice(from, from + OPENED_AT_ONCE).map((couponId) => this.listen(couponId)))
  }

  /** Resolves once so many more events came in than had before the work, with the milliseconds until the last. */
  async all(count: number, work: () => Promise<void>): Promise<number> {
    this.received = 0
    this.expected = count
    const done = new Promise<void>((resolve) => (this.reached = resolve))
    const startedMs = performance.now()
    await work()
    const late = pause(WAIT_MS_MAX, 'late', { ref: false })
    if ((await Promise.race([done, late])) === 'late') throw new Error(`only ${this.received} of ${count} were told`)
    return performance.now() - startedMs
  }

  end(): void {
    for (const response of this.open) response.destroy()
    this.agent.destroy()
  }

  private listen(couponId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      get(`${this.address}/v1/coupons/${couponId}/stream`, { agent: this.agent }, (response) => {
        if (response.statusCode !== 200) return reject(new Error(`a listener was answered ${response.statusCode}`))
        this.open.push(response)
        response.setEncoding('utf8')
        response.on('error', () => undefined)
        response.on('data', (text: string) => {
          if (!text.includes('event: progress')) return
          resolve()
          if (++this.received === this.expected) this.reached?.()
        })
      }).on('error', reject)
    })
  }
}

/** A line that changes what the coupon's progress says: inside its window, and not yet in the log. */
const lineOf = (shape: Shape, { adAccountId, activatedAt }: Coupon, number: number): SpendRecorded => {
  const event = spendEvent(shape, shape.spendLines + number)
  const time = new Date(activatedAt / 1_000 + 60_000 + number).toISOString()
  const name = `listened-${adAccountId}-${number}`
  return { ...event, id: name, time, data: { ...event.data, spendId: name, adAccountId } }
}

export interface StreamsOptions {
  readonly store: EventStore
  readonly shape: Shape
  readonly listeners: number
  readonly rounds: number
}

interface Audience {
  readonly what: string
  readonly coupons: ReadonlyArray<Coupon>
  /** The number of the first further line, different for each audience. */
  readonly from: number
}

const tellingOf = async (served: Served, { what, coupons, from }: Audience, options: StreamsOptions): Promise<string> => {
  const { store, shape, listeners, rounds } = options
  const everybody = new Listeners(served.address)
  try {
    await everybody.add(coupons.slice(0, 1).map(({ couponId }) => couponId))
    const before = await heapBytesOf(served)
    await everybody.add(
      Array.from({ length: listeners - 1 }, (_, index) => coupons[(index + 1) % coupons.length]?.couponId ?? ''),
    )
    const bytesEach = ((await heapBytesOf(served)) - before) / (listeners - 1)
    const tookMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      const lines = coupons.map((coupon) => lineOf(shape, coupon, from + round))
      tookMs.push(await everybody.all(listeners, () => appendEvents(store, lines)))
      await pause(137)
    }
    return `| ${what} | ${numeral(listeners)} | ${withSpread(tookMs, 0)} | ${numeral(quantile(tookMs, 0.95))} | ${numeral(bytesEach / KIB, 1)} |`
  } finally {
    everybody.end()
    await pause(1_000)
  }
}

/** From before an append until the last listener has the event that follows it. */
export const streamTimes = async (served: Served, options: StreamsOptions): Promise<ReadonlyArray<string>> => {
  const { coupons } = options.shape
  return [
    '| listeners | count | append to the last listener, ms | 95th percentile, ms | heap a listener, KiB |',
    '| --- | ---: | ---: | ---: | ---: |',
    await tellingOf(served, { what: 'all of one coupon', coupons: coupons.slice(0, 1), from: 0 }, options),
    await tellingOf(
      served,
      { what: `spread over ${coupons.length} coupons, all of which change`, coupons, from: options.rounds },
      options,
    ),
  ]
}
