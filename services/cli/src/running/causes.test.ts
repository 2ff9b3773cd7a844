import { decodeStored, sameContent, spendStream } from '@earnback/coupon'
import { ACCOUNT, adjusted, creditGranted, decoded, spend, thresholdMet } from '@earnback/coupon/testing'
import { type EventStore, memoryEventStore, type NewEvent, type Notes, StoreFault } from '@earnback/event-store'
import { instantOfMicros } from '@earnback/kernel'
import { causesOf } from './causes'

const fact = (json: ReturnType<typeof spend>, notes: Notes): NewEvent => ({
  stream: spendStream(ACCOUNT),
  source: json.source,
  id: json.id,
  json: JSON.stringify(json),
  payload: decoded(json),
  notes,
})

const storeOf = async (...facts: ReadonlyArray<NewEvent>): Promise<EventStore> => {
  const store = memoryEventStore({
    columns: { version: 'none', columns: [], take: () => undefined, decode: decodeStored },
    sameContent,
  })
  await store.append(facts, instantOfMicros(0))()
  return store
}

const at = (offset: number): Notes => ({ topic: 'spend', partition: 3, offset })
const met = decoded(thresholdMet({ crossingSpendId: 'spend-1' }))
const granted = decoded(creditGranted({ basis: { thresholdMetId: 'threshold-met', crossingSpendId: 'spend-1', position: 9 } }))

test('a threshold and its grant come from one line: the first recorded of its spend id, with its place', async () => {
  const store = await storeOf(
    fact(spend({ spendId: 'spend-10', id: 'spend-1', source: 'elsewhere' }), at(6)),
    fact(adjusted({ spendId: 'spend-1' }), at(7)),
    fact(spend({ spendId: 'spend-1' }), at(8)),
    fact(spend({ spendId: 'spend-1', id: 'told-again' }), at(9)),
  )
  const cause = { spendId: 'spend-1', source: 'platform', id: 'spend-1', position: 3, origin: at(8) }
  expect([...(await causesOf(store, [met, granted]))]).toEqual([
    [met.id, cause],
    [granted.id, cause],
  ])
})

test('a line is looked for once, whatever it led to', async () => {
  const store = await storeOf(fact(spend({ spendId: 'spend-1' }), at(8)))
  const readStream = jest.fn(store.readStream)
  await causesOf({ readStream }, [met, granted])
  expect(readStream).toHaveBeenCalledTimes(1)
})

test('what names no line, or one that is not there, has no cause, and what came from nowhere has no place', async () => {
  const store = await storeOf(fact(spend({ spendId: 'spend-1' }), {}))
  const unnamed = decoded(creditGranted({ id: 'by-hand' }))
  const missing = decoded(thresholdMet({ id: 'missing', crossingSpendId: 'spend-2' }))
  const causes = await causesOf(store, [unnamed, missing, met])
  expect([...causes].map(([id, { origin }]) => [id, origin])).toEqual([[met.id, {}]])
})

test('a store that fails leaves out what it can’t tell; a bug is none of its failures', async () => {
  const fault = { kind: 'StoreUnavailable' as const, code: 'STORE_BUSY' as const, message: 'locked' }
  const failing = (error: Error): Pick<EventStore, 'readStream'> => ({
    readStream: () => {
      throw error
    },
  })
  expect([...(await causesOf(failing(new StoreFault(fault)), [met]))]).toEqual([])
  await expect(causesOf(failing(new TypeError('a bug')), [met])).rejects.toThrow('a bug')
})
