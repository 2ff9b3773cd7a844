import { calculate } from '@earnback/calculator'
import { decodeStored, isPersons, sameContent, streamOf } from '@earnback/coupon'
import {
  ACCOUNT,
  activated,
  ACTIVATED_AT,
  after,
  at,
  type CloudEventJson,
  cloudEvent,
  COUPON,
  decoded,
  issued,
  money,
  spend,
} from '@earnback/coupon/testing'
import { collectEvents, type EventStore, memoryEventStore, type StoredEvent } from '@earnback/event-store'
import { type Duration, parseDuration } from '@earnback/kernel'
import { spendColumns } from '@earnback/projections'
import { Projector, viewCouponAt } from '@earnback/projector'
import * as E from 'fp-ts/Either'
import { inertPorts } from '../src/replay/inert-ports'
import { type Replayed, replayLog, type ReplayOptions } from '../src/replay/replay-log'

function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(`expected a right, found the left ${JSON.stringify(either.left)}`)
  return either.right
}

const duration = (text: string): Duration => right(parseDuration(text))
const emptyStore = (): EventStore => memoryEventStore({ columns: spendColumns, sameContent })

const take = async (store: EventStore, ...facts: ReadonlyArray<CloudEventJson>): Promise<void> => {
  const records = facts.map((json) => {
    const payload = decoded(json)
    return { stream: streamOf(payload), source: json.source, id: json.id, json: JSON.stringify(json), payload }
  })
  right(await store.append(records, at(ACTIVATED_AT))())
}

const run = async (store: EventStore, now: string): Promise<void> => {
  const projector = new Projector(store)
  const readSide = {
    catchUp: () => projector.catchUp(),
    viewAt: (couponId: string, position: number) => viewCouponAt(store, couponId, {}, position),
  }
  const [lag, allowedLateness] = [duration('PT3H'), duration('P3D')]
  right(
    await calculate(store, readSide, {
      now: at(now),
      lag,
      allowedLateness,
      topics: new Set<string>(),
      grantAuthority: 'engine',
    })(),
  )
}

const day = (days: number): string => after(ACTIVATED_AT, days, 'day')
const reported = (id: string, days: number): CloudEventJson =>
  cloudEvent('PolicyViolationReported', { id, time: day(days), data: { adAccountId: ACCOUNT, violationId: id } })

const replay = (store: EventStore, changes: Partial<ReplayOptions> = {}): Promise<Replayed> =>
  replayLog(store, {
    grantAuthority: 'engine',
    published: undefined,
    progress: () => undefined,
    pause: () => Promise.resolve(),
    ...changes,
  })

const codes = ({ problems }: Replayed): ReadonlyArray<string> => problems.map(({ code }) => code)

/** The log as it was when it ended at a position. */
const cutAfter = async (events: ReadonlyArray<StoredEvent>, position: number): Promise<EventStore> => {
  const store = emptyStore()
  for (const { json, recordedAt, stream, notes } of events.slice(0, position)) {
    const payload = decodeStored(json)
    const { source, id } = payload
    right(await store.append([{ stream, source, id, json, payload, ...(notes === undefined ? {} : { notes }) }], recordedAt)())
  }
  return store
}

/** A coupon from its issue to a grant and the review of it, with runs that decide and runs that do not. */
const wholeLife = async (): Promise<EventStore> => {
  const store = emptyStore()
  await take(store, issued(), activated(), spend({ amount: money('4000') }))
  await run(store, day(1))
  await take(store, reported('v-1', 1))
  await run(store, day(2))
  await take(
    store,
    cloudEvent('PolicyViolationResolved', { id: 'r-1', time: day(2), data: { adAccountId: ACCOUNT, violationId: 'v-1' } }),
  )
  await take(store, spend({ spendId: 'spend-2', amount: money('6000') }))
  await run(store, day(3))
  await take(store, reported('v-2', 3))
  await run(store, day(4))
  return store
}

const isRunOrFact = (event: StoredEvent | undefined): boolean => {
  if (event === undefined) return true
  const { name, source } = decodeStored(event.json)
  return name === 'CalculationAdvanced' || source !== 'earnback/engine'
}

describe('a replay', () => {
  test('of a log that a calculator kept appends nothing and sends nothing, and counts what once went out', async () => {
    const store = await wholeLife()
    const head = await store.head()
    expect(await replay(store)).toEqual({ events: head.position, decisions: 5, unpublished: [], emitted: 0, problems: [] })
    expect(await store.head()).toEqual(head)
  })

  test('of a log that was cut says so exactly where the cut took decisions of its last run away', async () => {
    const events = await collectEvents((await wholeLife()).readAll(0))
    const found: Array<readonly [string, ReadonlyArray<string>]> = []
    for (let position = 0; position <= events.length; position++) {
      const { problems } = await replay(await cutAfter(events, position))
      const next = events[position]
      expect({ position, isOk: problems.length === 0 }).toEqual({ position, isOk: isRunOrFact(next) })
      if (next !== undefined && problems.length > 0)
        found.push([decodeStored(next.json).name, problems.map(({ where }) => where)])
    }
    expect(found.map(([name]) => name)).toEqual(
      expect.arrayContaining(['CreditHeld', 'ThresholdMet', 'CreditGranted', 'GrantReviewRequired']),
    )
    const [, afterRun] = found.find(([name]) => name === 'CreditGranted')!
    expect(afterRun).toEqual([`${COUPON}:grant`])
  })

  test('of an empty log, and of one without a run, has nothing to say', async () => {
    expect(await replay(emptyStore())).toEqual({ events: 0, decisions: 0, unpublished: [], emitted: 0, problems: [] })
    const store = emptyStore()
    await take(store, issued(), activated(), spend({ amount: money('10000') }))
    expect(codes(await replay(store))).toEqual([])
  })

  test('leaves to the next run what came after the last one, and what that would decide', async () => {
    const store = emptyStore()
    await take(store, issued(), activated(), spend())
    await run(store, day(1))
    await take(store, reported('v-1', 1))
    expect(codes(await replay(store))).toEqual([])
  })

  test('does not miss a decision that something after the run took back', async () => {
    const store = emptyStore()
    await take(store, issued(), activated(), spend({ amount: money('10000') }))
    await run(store, day(1))
    const events = await collectEvents(store.readAll(0))
    const cut = await cutAfter(
      events,
      events.findIndex(({ json }) => decodeStored(json).name === 'CreditGranted'),
    )
    expect(codes(await replay(cut))).toEqual(['DECISION_MISSING'])
    const data = { couponId: COUPON, adAccountId: ACCOUNT, reason: 'case 7' }
    const held = cloudEvent('CreditHeld', { id: `${COUPON}:person:hold`, time: day(2), data }, { source: 'earnback/engine' })
    expect(isPersons(held, COUPON)).toBe(true)
    await take(cut, held)
    expect(codes(await replay(cut))).toEqual([])
  })

  test('lists what lies beyond the progress, and refuses a progress beyond the log', async () => {
    const store = await wholeLife()
    const all = (await replay(store, { published: 0 })).unpublished
    expect(all.map(({ type }) => type.split('.')[1])).toEqual([
      'CreditHeld',
      'ThresholdMet',
      'HoldReleased',
      'CreditGranted',
      'GrantReviewRequired',
    ])
    const { position: head } = await store.head()
    expect(await replay(store, { published: all[2]!.position })).toMatchObject({
      unpublished: all.slice(3),
      emitted: 0,
      problems: [],
    })
    expect(codes(await replay(store, { published: head }))).toEqual([])
    expect(codes(await replay(store, { published: head + 1 }))).toEqual(['PROGRESS_AHEAD'])
  })

  test('under another grant authority decides otherwise, and says so', async () => {
    const store = emptyStore()
    await take(store, issued(), activated(), spend({ amount: money('10000') }))
    await run(store, day(1))
    const events = await collectEvents(store.readAll(0))
    const asPlatform = await cutAfter(events, events.length - 1)
    expect(codes(await replay(asPlatform, { grantAuthority: 'platform' }))).toEqual([])
    expect(codes(await replay(asPlatform))).toEqual(['DECISION_MISSING'])
  })
})

test('the ports of a replay write nothing and remember what was asked of them', async () => {
  const store = emptyStore()
  const ports = inertPorts(store, undefined)
  const change = { view: 'v', version: '1', position: 0, upserts: [], replace: false }
  expect(await ports.store.append([], at(ACTIVATED_AT))()).toMatchObject({ left: { code: 'STORE_READ_ONLY' } })
  expect(await ports.store.changeView(change)()).toMatchObject({ left: { code: 'STORE_READ_ONLY' } })
  await ports.sink.publish([{ topic: 't', key: 'k', value: '{}', headers: {} }], '')()
  expect([ports.writes.length, ports.emitted(), await store.view('v')]).toEqual([2, 1, undefined])
})
