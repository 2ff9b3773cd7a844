import { type Instant, plusMicros } from '@earnback/kernel'
import type { Readings } from '@earnback/query-api'
import { readingsOf } from '../src/serving/readings'
import { ApiDesk, instant, NOW } from './api'
import { issued, spent } from './earnback'

const MICROS_PER_SECOND = 1_000_000

const desk = new ApiDesk()
let progress: Readings['progress']
/** The coupons whose standings were read, in turn. */
let read: string[]

beforeEach(async () => {
  await desk.start()
  const { projector } = desk.engine
  const standings = projector.standings.bind(projector)
  read = []
  projector.standings = (couponId) => {
    read.push(couponId)
    return standings(couponId)
  }
  progress = readingsOf(desk.engine, desk.config, () => desk.now).progress
})
afterEach(() => desk.end())

const told = async (couponId: string, at: Instant = NOW) => (await progress(couponId, {}, at))?.progress

test('standings are read once while the log stands still, each coupon’s own', async () => {
  for (let second = 0; second < 3; second++) {
    const at = plusMicros(NOW, second * MICROS_PER_SECOND)
    expect([(await told('c-1', at))?.couponId, (await told('c-2', at))?.couponId]).toEqual(['c-1', 'c-2'])
  }
  expect(read).toEqual(['c-1', 'c-2'])
})

test('they are read again once the log has moved, whatever was appended', async () => {
  const before = await told('c-1')
  await desk.take(spent('news', '77'))
  const after = await told('c-1')
  expect(Number(after?.reported?.amount) - Number(before?.reported?.amount)).toBe(77)
  expect(after?.position).toBe((await desk.engine.store.head()).position)
  await desk.take(issued('c-new'))
  expect((await told('c-1'))?.position).toBe((await desk.engine.store.head()).position)
})

test('a coupon that was not there is there once it is in the log', async () => {
  expect(await told('c-new')).toBeUndefined()
  await desk.take(issued('c-new'))
  expect(await told('c-new')).toMatchObject({ couponId: 'c-new', status: 'issued' })
})

test('a status that time alone changes is that of the instant asked for, earlier ones too, and nothing is read for it', async () => {
  const expired = instant('2026-06-01T00:00:00Z')
  const statuses: unknown[] = []
  for (const at of [NOW, expired, NOW]) statuses.push((await told('c-3', at))?.status)
  expect(statuses).toEqual(['issued', 'expired_unused', 'issued'])
  expect(read).toEqual(['c-3'])
})

test.each(['asOf', 'knownAt'] as const)('who asks by %s is not told what is kept, and leaves it alone', async (time) => {
  const now = await told('c-1')
  const past = instant('2026-03-02T00:00:00Z')
  const then = await progress('c-1', { [time]: past }, NOW)
  expect(then?.progress.status).not.toBe(now?.status)
  expect(await told('c-1')).toEqual(now)
})
