import { setTimeout as delay } from 'node:timers/promises'
import { decodeStored, type EventOf, sameContent } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import type { KafkaClient } from '@earnback/kafka'
import { type Broker, describeWithKafka, eventually, startBroker, testClient } from '@earnback/kafka/testing'
import { formatMicros, parseMicros } from '@earnback/kernel'
import { spendColumns } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { Desk } from '../earnback'
import { Lives } from './lives'
import { drawFrom, qualifying, send, TOPICS, trafficOf } from './traffic'

const KILLS = Number(process.env['EARNBACK_TEST_KILLS'] ?? 60)
const SEED = Number(process.env['EARNBACK_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const ACCOUNTS = 12
const SPENDS_PER_KILL = 60
const DRAINED_WITHIN_MS = 120_000
const SESSION_MS = 3_000
const BILLING = 'earnback.billing.v1'
const DEAD = 'earnback.dead-letters.v1'

jest.setTimeout(300_000 + KILLS * 8_000)

function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

type Advanced = EventOf<'SourceAdvanced'>['data']

/** Everything in the log, by what this test asks of it. */
const readLog = async (store: EventStore) => {
  const advanced: Advanced[] = []
  const spends: string[] = []
  const decisions: string[] = []
  let quarantined = 0
  for await (const page of store.readAll(0)) {
    for (const { json } of page) {
      const event = decodeStored(json)
      if (event.name === 'SourceAdvanced') advanced.push(event.data)
      if (event.name === 'SpendRecorded') spends.push(event.id)
      if (event.name === 'RecordQuarantined') quarantined += 1
      if (event.name === 'ThresholdMet' || event.name === 'CreditGranted' || event.name === 'ThresholdReverted')
        decisions.push(event.id)
    }
  }
  return { advanced, spends, decisions, quarantined }
}

/** The offsets after the last record of each partition. */
const ends = async (kafka: KafkaClient): Promise<ReadonlyMap<string, number>> => {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const found = new Map<string, number>()
    for (const topic of Object.values(TOPICS))
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) found.set(`${topic}/${partition}`, Number(high))
    return found
  } finally {
    await admin.disconnect()
  }
}

/** What a consumer that reads only what was committed sees of a topic, up to its end. */
const readCommitted = async (kafka: KafkaClient, topic: string): Promise<ReadonlyArray<string>> => {
  const admin = kafka.admin()
  await admin.connect()
  const high = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high: end }) => [partition, Number(end)]))
  await admin.disconnect()
  const consumer = kafka.consumer({ groupId: `reader-${topic}-${Date.now()}` })
  const seen: string[] = []
  const reached = new Map<number, number>()
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    eachBatchAutoResolve: true,
    eachBatch: ({ batch }) => {
      for (const { value } of batch.messages) seen.push(String(value))
      reached.set(batch.partition, Number(batch.lastOffset()) + 1)
      return Promise.resolve()
    },
  })
  // Transaction markers are offsets too; an end that they stand at is reached with the batch before them.
  await eventually(`${topic} is read to its end`, () =>
    [...high].every(([partition, end]) => end === 0 || (reached.get(partition) ?? 0) >= end - 1),
  )
  await consumer.disconnect()
  return seen
}

describeWithKafka('proof under fire', () => {
  let broker: Broker
  let desk: Desk
  beforeAll(async () => {
    broker = await startBroker()
    desk = new Desk()
  })
  afterAll(async () => {
    desk.remove()
    await broker.remove()
  })

  test(`I1 to I4, S5, D1: through ${KILLS} kills, a broker that restarts, rebalances and zombies, everything is taken in once, counted right and published once (seed ${SEED})`, async () => {
    const draw = drawFrom(SEED)
    const env = {
      EARNBACK_KAFKA_BROKERS: broker.address,
      EARNBACK_KAFKA_SESSION_TIMEOUT: `PT${SESSION_MS / 1_000}S`,
      EARNBACK_CALCULATION_LAG: 'PT0S',
      EARNBACK_CALCULATION_EVERY: 'PT1S',
      // The windows ended long ago, and runs are made all along: nothing shall be late for it.
      EARNBACK_ALLOWED_LATENESS: 'P365D',
    }
    const kafka = testClient(broker.address)
    expect((await desk.run(['run', '--once', '--create-topics'], { env })).exit).toBe(0)
    const traffic = trafficOf(draw, KILLS * SPENDS_PER_KILL, ACCOUNTS)
    const lives = (['ingester', 'ingester', 'calculator', 'publisher'] as const).map((role) => new Lives(desk, role, env))

    const perKill = Math.ceil(traffic.messages.length / KILLS)
    for (let kill = 0; kill < KILLS; kill++) {
      const sent = send(kafka, traffic.messages.slice(kill * perKill, (kill + 1) * perKill))
      if (kill === Math.floor(KILLS / 3)) await broker.restart()
      if (kill === Math.floor((2 * KILLS) / 3)) {
        await broker.kill()
        await broker.restart()
      }
      await sent
      await delay(draw(1_500))
      const victim = lives[draw(lives.length)] as Lives
      if (victim.role === 'ingester' && kill % 10 === 5) {
        victim.freeze()
        await delay(SESSION_MS + 1_500)
        victim.wake()
        await delay(500)
      }
      await victim.kill()
    }

    const store = right(await sqliteEventStore({ path: desk.db, columns: spendColumns, sameContent })())
    try {
      const high = await ends(kafka)
      const isDrained = async (): Promise<boolean> => {
        const { advanced } = await readLog(store)
        return [...high].every(
          ([place, end]) =>
            Math.max(
              0,
              ...advanced.filter(({ topic, partition }) => `${topic}/${partition}` === place).map(({ next }) => next),
            ) === end,
        )
      }
      await eventually('every partition is read to its end', isDrained, DRAINED_WITHIN_MS)
      expect(lives.filter(({ hasEnded }) => hasEnded).map(({ role }) => role)).toEqual([])

      const log = await readLog(store)
      for (const [place, end] of high) {
        const marks = log.advanced.filter(({ topic, partition }) => `${topic}/${partition}` === place)
        // Each batch goes on where the one before it ended: no offset is read twice, and none is left out.
        expect(marks.map(({ from }) => from)).toEqual([0, ...marks.slice(0, -1).map(({ next }) => next)])
        const counted = marks.reduce(
          (sum, { stored, duplicates, quarantined, skipped }) => sum + stored + duplicates + quarantined + skipped,
          0,
        )
        expect([place, counted]).toEqual([place, end])
      }
      expect(log.quarantined).toBe(log.advanced.reduce((sum, { quarantined }) => sum + quarantined, 0))
      expect(log.quarantined).toBeGreaterThanOrEqual(traffic.poison)
      expect([...log.spends].sort()).toEqual(traffic.spends.map(({ spendId }) => spendId).sort())

      for (const coupon of traffic.coupons) {
        const expected = qualifying(coupon, traffic.spends)
        await eventually(`the calculation covers ${coupon.couponId}`, async () => {
          const { json } = await desk.ask(['progress', coupon.couponId], { env })
          return (json.calculated as { amount: string } | null)?.amount === formatMicros(expected)
        })
      }
      const due = traffic.coupons.filter(
        (coupon) => qualifying(coupon, traffic.spends) >= right(parseMicros(String(coupon.threshold))),
      )
      expect(due.length).toBeGreaterThan(0)
      await eventually('every decision is published', async () => {
        const billed = await readCommitted(kafka, BILLING)
        return billed.length >= (await readLog(store)).decisions.length
      })

      const stopped = await Promise.all(lives.map((life) => life.stop()))
      expect(stopped.map(({ exit }) => exit)).toEqual(lives.map(() => 0))
      const billed = (await readCommitted(kafka, BILLING)).map((value) => (JSON.parse(value) as { id: string }).id)
      const { decisions } = await readLog(store)
      expect([...billed].sort()).toEqual([...decisions].sort())
      expect(new Set(billed).size).toBe(billed.length)
      expect(decisions.filter((id) => id.endsWith(':grant')).length).toBe(due.length)
      expect((await readCommitted(kafka, DEAD)).length).toBe(log.quarantined)
      expect(lives.reduce((sum, { kills }) => sum + kills, 0)).toBe(KILLS)
    } finally {
      await store.close()
    }
    expect(await desk.ask(['verify'])).toMatchObject({ exit: 0, json: { ok: true } })
    expect(await desk.ask(['replay', '--assert-no-emit'], { env })).toMatchObject({ exit: 0, json: { ok: true, emitted: 0 } })
  })
})
