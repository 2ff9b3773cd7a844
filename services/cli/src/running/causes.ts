import { decodeStored, type Event, spendStream } from '@earnback/coupon'
import { type EventStore, type Notes, StoreFault } from '@earnback/event-store'

/** The line of spend at which a threshold was reached, and where it came from. */
export interface Cause {
  readonly spendId: string
  readonly source: string
  readonly id: string
  readonly position: number
  /** Such as topic, partition and offset, or file and line. */
  readonly origin: Notes
}

type Crossing = Pick<Cause, 'spendId'> & { readonly adAccountId: string }

/** The line that a decision names: a threshold by itself, a grant by what it is based on. */
const crossingOf = (event: Event): Crossing | undefined => {
  if (event.name === 'ThresholdMet') return { adAccountId: event.data.adAccountId, spendId: event.data.crossingSpendId }
  if (event.name !== 'CreditGranted' || event.data.basis === undefined) return undefined
  return { adAccountId: event.data.adAccountId, spendId: event.data.basis.crossingSpendId }
}

/** The first recorded line of this id, which is the one that counts. */
const causeIn = async (store: Pick<EventStore, 'readStream'>, { adAccountId, spendId }: Crossing): Promise<Cause | undefined> => {
  const named = JSON.stringify(spendId)
  for await (const page of store.readStream(spendStream(adAccountId), 0)) {
    for (const { json, position, notes = {} } of page) {
      if (!json.includes(named)) continue
      const event = decodeStored(json)
      if (event.name === 'SpendRecorded' && event.data.spendId === spendId)
        return { spendId, source: event.source, id: event.id, position, origin: notes }
    }
  }
  return undefined
}

/** What led to decisions, by their ids; a store that fails leaves out what it could not tell, since the decisions stand. */
export const causesOf = async (
  store: Pick<EventStore, 'readStream'>,
  decisions: ReadonlyArray<Event>,
): Promise<ReadonlyMap<string, Cause>> => {
  const causes = new Map<string, Cause>()
  const known = new Map<string, Cause | undefined>()
  try {
    for (const event of decisions) {
      const crossing = crossingOf(event)
      if (crossing === undefined) continue
      const key = JSON.stringify(crossing)
      if (!known.has(key)) known.set(key, await causeIn(store, crossing))
      const cause = known.get(key)
      if (cause !== undefined) causes.set(event.id, cause)
    }
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
  }
  return causes
}
