import type { KafkaClient } from '@earnback/kafka'
import { seeded } from '../../src/demo/seeded'

/** One message as it is produced; what it stands for is known here alone. */
export interface Message {
  readonly topic: string
  readonly key: string
  readonly value: string
}

export interface Spend {
  readonly spendId: string
  readonly account: string
  readonly occurredAt: number
  readonly micros: bigint
}

/** What was sent, as the brute force reads it: each valid event once, whatever became of it on the way. */
export interface Traffic {
  readonly coupons: ReadonlyArray<Coupon>
  readonly messages: ReadonlyArray<Message>
  readonly spends: ReadonlyArray<Spend>
  readonly poison: number
}

export interface Coupon {
  readonly couponId: string
  readonly account: string
  readonly activatedAt: number
  readonly endsAt: number
  readonly threshold: number
}

export const TOPICS = { coupons: 'earnback.coupons.v1', spend: 'earnback.spend.v1' } as const

const DAY = 86_400_000
const START = Date.parse('2026-10-01T00:00:00.000Z')
const POISON = [
  'poison',
  '{"specversion":"1.0"',
  '[]',
  '{"specversion":"1.0","id":"x","source":"s","type":"earnback.Nothing.v1","time":"now","data":{}}',
]

const text = (millis: number): string => new Date(millis).toISOString()
const money = (units: number) => ({ amount: String(units), currency: 'JPY' })
const event = (name: string, id: string, millis: number, data: object): string =>
  JSON.stringify({ specversion: '1.0', id, source: '/platform', type: `earnback.${name}.v1`, time: text(millis), data })

const couponOf = (index: number, threshold: number): Coupon => {
  const activatedAt = START + (index % 5) * DAY
  return { couponId: `c-${index}`, account: `acct-${index}`, activatedAt, endsAt: activatedAt + 10 * DAY, threshold }
}

const issuing = ({ couponId, account, activatedAt, threshold }: Coupon): ReadonlyArray<Message> => {
  const offer = { offerId: 'fire', threshold: money(threshold), reward: money(5_000), spendWindow: 'P10D' }
  const issued = event('CodeIssued', `${couponId}-issued`, START - DAY, { couponId, code: couponId.replace('-', ''), offer })
  const activated = event('CodeActivated', `${couponId}-activated`, activatedAt, { couponId, adAccountId: account })
  return [issued, activated].map((value) => ({ topic: TOPICS.coupons, key: couponId, value }))
}

/** A number from 0 up to and without the limit, drawn from the seed. */
export type Draw = (limit: number) => number

export const drawFrom = (seed: number): Draw => {
  const next = seeded(seed)
  return (limit) => Math.floor(next() * limit)
}

/** The rule by the plainest reading: spend strictly after the activation and before the end of the window. */
export const qualifying = ({ account, activatedAt, endsAt }: Coupon, spends: ReadonlyArray<Spend>): bigint =>
  spends
    .filter((one) => one.account === account && one.occurredAt > activatedAt && one.occurredAt < endsAt)
    .reduce((sum, { micros }) => sum + micros, 0n)

/** Every threshold is what an account in the middle spends in its window, so that some reach it and some do not. */
const couponsOf = (spends: ReadonlyArray<Spend>, accounts: number): ReadonlyArray<Coupon> => {
  const drafts = Array.from({ length: accounts }, (_, index) => couponOf(index, 0))
  const sums = drafts.map((draft) => Number(qualifying(draft, spends) / 1_000_000n)).sort((one, other) => one - other)
  const threshold = Math.max(1, sums[Math.floor(sums.length / 2)] ?? 1)
  return drafts.map((draft) => ({ ...draft, threshold }))
}

/** Numbered spend of many accounts, a fifth of it sent twice, some far from its place, with records among it that are none. */
export const trafficOf = (draw: Draw, count: number, accounts: number): Traffic => {
  const spends: Spend[] = []
  const messages: Message[] = []
  let poison = 0
  for (let number = 0; number < count; number++) {
    const account = `acct-${draw(accounts)}`
    const occurredAt = START + draw(16 * DAY)
    const units = 1 + draw(200)
    const spendId = `s-${number}`
    spends.push({ spendId, account, occurredAt, micros: BigInt(units) * 1_000_000n })
    const value = event('SpendRecorded', spendId, occurredAt, { spendId, adAccountId: account, amount: money(units) })
    messages.push({ topic: TOPICS.spend, key: account, value })
    if (draw(5) === 0) messages.splice(draw(messages.length), 0, { topic: TOPICS.spend, key: account, value })
    if (draw(100) === 0) {
      messages.push({ topic: TOPICS.spend, key: account, value: POISON[draw(POISON.length)] as string })
      poison++
    }
    if (draw(4) === 0) {
      const [one, other] = [draw(messages.length), draw(messages.length)]
      const kept = messages[one] as Message
      messages[one] = messages[other] as Message
      messages[other] = kept
    }
  }
  const coupons = couponsOf(spends, accounts)
  for (const coupon of coupons) for (const message of issuing(coupon)) messages.splice(draw(messages.length), 0, message)
  return { coupons, messages, spends, poison }
}

/** Sends until all is acknowledged; what a broker that went away may have taken is sent again, so more is doubled than was meant. */
export const send = async (kafka: KafkaClient, messages: ReadonlyArray<Message>): Promise<void> => {
  for (;;) {
    const producer = kafka.producer({ allowAutoTopicCreation: false })
    try {
      await producer.connect()
      const topics = Object.values(TOPICS).map((topic) => ({
        topic,
        messages: messages.filter((message) => message.topic === topic).map(({ key, value }) => ({ key, value })),
      }))
      await producer.sendBatch({ acks: -1, topicMessages: topics.filter((one) => one.messages.length > 0) })
      return
    } catch {
      // The broker is away: the same again.
    } finally {
      await producer.disconnect().catch(() => undefined)
    }
  }
}
