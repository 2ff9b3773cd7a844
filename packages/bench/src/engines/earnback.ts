import { join } from 'node:path'
import { decodeEvent, type Event, sameContent, streamOf } from '@earnback/coupon'
import type { EventStore, NewEvent } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import { instantOfMillis } from '@earnback/kernel'
import { QualifyingSpend, spendColumns } from '@earnback/projections'
import type { Appender, Engine, Live } from '../engine'
import type { BenchEvent } from '../events'
import type { Answers } from '../reference'

const RECORDED_AT = instantOfMillis(Date.UTC(2026, 9, 1))

const open = async (folder: string): Promise<EventStore> => {
  const opened = await sqliteEventStore({ path: join(folder, 'earnback.db'), columns: spendColumns, sameContent })()
  if (opened._tag === 'Left') throw new Error(opened.left.message)
  return opened.right
}

interface Typed {
  readonly json: string
  readonly payload: Event
}

/** An event as it comes in: its text, which the store keeps, and what the codecs make of it; emmett's types have no codec to pass. */
const typed = (event: BenchEvent, json: string): Typed => {
  const decoded = decodeEvent(event)
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left))
  return { json, payload: decoded.right }
}

const newEvent = ({ json, payload }: Typed): NewEvent => ({
  stream: streamOf(payload),
  source: payload.source,
  id: payload.id,
  json,
  payload,
})

const append = async (store: EventStore, events: ReadonlyArray<Typed>): Promise<void> => {
  const appended = await store.append(events.map(newEvent), RECORDED_AT)()
  if (appended._tag === 'Left') throw new Error(appended.left.kind)
  if (appended.right.outcomes.some(({ outcome }) => outcome !== 'stored')) throw new Error('an identity stood already')
}

const openForAppend = async (folder: string): Promise<Appender> => {
  const store = await open(folder)
  return {
    append: ({ events, lines }) => {
      const ready = events.map((event, index) => typed(event, lines[index] ?? ''))
      return () => append(store, ready)
    },
    durability: async () =>
      'WAL, synchronous=FULL verified after the first write or the store refuses; identity for ever, SHA-256 chain, and columns included',
    close: () => store.close(),
  }
}

const catchUp = async (store: EventStore, ledger: QualifyingSpend): Promise<void> => {
  ledger.reserve((await store.head()).position - ledger.position)
  for await (const page of store.readColumns(ledger.position)) await ledger.apply(page)
}

const rebuild = async (folder: string): Promise<Answers> => {
  const store = await open(folder)
  const ledger = new QualifyingSpend(store)
  await catchUp(store, ledger)
  const answers = new Map([...ledger.coupons].map(([couponId, { reported }]) => [couponId, reported]))
  await store.close()
  return answers
}

const openLive = async (folder: string): Promise<Live> => {
  const store = await open(folder)
  const ledger = new QualifyingSpend(store)
  await catchUp(store, ledger)
  await append(store, [])
  const couponOf = new Map([...ledger.coupons.values()].map(({ account, couponId }) => [account, couponId]))
  return {
    settle: async (event, line) => {
      await append(store, [typed(event, line)])
      await catchUp(store, ledger)
      const couponId = couponOf.get(event.data.adAccountId)
      return (couponId === undefined ? undefined : ledger.coupons.get(couponId))?.reported ?? null
    },
    close: () => store.close(),
  }
}

export const earnback: Engine = {
  about:
    'batches of JSON with typed columns beside them; the store settles repeated spend ids by the events, and the rebuild folds the columns',
  openForAppend,
  rebuild,
  openLive,
}
