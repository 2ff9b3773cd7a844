import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { instantOfMicros } from '@earnback/kernel'
import type { Clock } from '../clock'
import { LIMITS } from '../limits'
import type { ToldCoupon } from '../reads/coupon-answers'
import { Listener } from './listener'
import { ProgressHub } from './progress-hub'

/** A response whose reader takes something only when told. */
class Slow extends EventEmitter {
  readonly written: string[] = []
  isTaking = true
  isDestroyed = false
  write(text: string): boolean {
    this.written.push(text)
    return this.isTaking
  }
  end(): void {
    this.isDestroyed = true
  }
  destroy(): void {
    this.isDestroyed = true
  }
  take(): void {
    this.isTaking = true
    this.emit('drain')
  }
}

const told = (position: number, content = position): ToldCoupon => ({
  body: `{"position":${position}}`,
  length: 0,
  etag: `"${position}"`,
  contentHash: `hash-${content}`,
  position,
  second: 0,
  adAccountIds: ['acct-1'],
})

class Bench {
  elapsedMs = 0
  position = 1
  content = 1
  isKnown = true
  adAccountIds: ReadonlyArray<string> = ['acct-1']
  touched: ReadonlySet<string> = new Set(['spend-acct-1'])
  readonly works: Array<{ readonly millis: number; readonly work: () => void }> = []
  readonly out = new Slow()
  readonly clock: Clock = {
    now: () => instantOfMicros(0),
    elapsedMs: () => this.elapsedMs,
    after: () => () => undefined,
    every: (millis, work) => {
      const one = { millis, work }
      this.works.push(one)
      return () => void this.works.splice(this.works.indexOf(one), 1)
    },
  }
  readonly hub = new ProgressHub({
    readings: {
      head: async () => this.position,
      touchedSince: async () => ({ position: this.position, streams: this.touched }),
    },
    coupons: { told: async () => ({ ...told(this.position, this.content), adAccountIds: this.adAccountIds }) },
    clock: this.clock,
    limits: LIMITS,
    onFault: (error) => {
      throw error
    },
  })
  readonly listener = new Listener(
    {
      couponId: 'c-1',
      caller: { id: 'key:1', scopes: new Set(), accounts: new Set(['acct-1']), isKnown: true },
      isStillKnown: async () => this.isKnown,
    },
    this.out as unknown as ServerResponse,
    () => this.elapsedMs,
    undefined,
  )

  constructor() {
    this.hub.add(this.listener, told(1))
  }

  async due(millis: number): Promise<void> {
    for (const one of [...this.works]) if (one.millis === millis) one.work()
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
  }

  async change(): Promise<void> {
    this.position++
    this.content++
    await this.due(LIMITS.streamLookEveryMs)
  }

  get events(): ReadonlyArray<string> {
    return this.out.written.flatMap((text) => /^id: (\d+)/.exec(text)?.[1] ?? [])
  }
}

test('a slow reader gets the newest event and none between', async () => {
  const bench = new Bench()
  bench.out.isTaking = false
  await bench.change()
  await bench.change()
  await bench.change()
  expect(bench.events).toEqual(['1', '2'])
  bench.out.take()
  expect(bench.events).toEqual(['1', '2', '4'])
})

test('a reader that takes nothing gets no heartbeats, and is let go after its time', async () => {
  const bench = new Bench()
  await bench.due(LIMITS.heartbeatEveryMs)
  expect(bench.out.written.at(-1)).toBe(': heartbeat\n\n')
  bench.out.isTaking = false
  await bench.change()
  const { length } = bench.out.written
  bench.elapsedMs = LIMITS.streamBlockedMs
  await bench.due(LIMITS.heartbeatEveryMs)
  expect([bench.out.written.length, bench.out.isDestroyed, bench.hub.size]).toEqual([length, false, 1])
  bench.elapsedMs++
  await bench.due(LIMITS.heartbeatEveryMs)
  expect([bench.out.isDestroyed, bench.hub.size]).toEqual([true, 0])
})

test('what touches no stream of the coupon, and what changes nothing in it, is not told', async () => {
  const bench = new Bench()
  bench.touched = new Set(['spend-acct-2', 'quarantine', 'access'])
  await bench.change()
  bench.touched = new Set(['spend-acct-1'])
  bench.position++
  bench.content = 1
  await bench.due(LIMITS.streamLookEveryMs)
  expect(bench.events).toEqual(['1'])
  bench.touched = new Set(['calculation'])
  await bench.change()
  expect(bench.events).toEqual(['1', '4'])
})

test('whoever may not see the coupon any more, or is not known any more, is let go without another word', async () => {
  const moved = new Bench()
  moved.adAccountIds = ['acct-2']
  await moved.change()
  expect([moved.events, moved.out.isDestroyed, moved.hub.size]).toEqual([['1'], true, 0])
  const revoked = new Bench()
  revoked.isKnown = false
  await revoked.due(LIMITS.heartbeatEveryMs)
  expect([revoked.events, revoked.out.isDestroyed, revoked.hub.size]).toEqual([['1'], true, 0])
})

test('what changes by time alone is told with the next heartbeat', async () => {
  const bench = new Bench()
  bench.content = 2
  await bench.due(LIMITS.heartbeatEveryMs)
  expect(bench.events).toEqual(['1', '1'])
})

test('while nobody listens nothing is looked at', () => {
  const bench = new Bench()
  expect(bench.works).toHaveLength(2)
  bench.hub.remove(bench.listener)
  bench.hub.remove(bench.listener)
  expect([bench.works.length, bench.hub.size, bench.hub.room('key:1')]).toEqual([0, 0, 'yes'])
})
