import { existsSync } from 'node:fs'
import { type EventStore, type Head, StoreFault, type StoreUnavailable } from '@earnback/event-store'
import { formatInstant, type Instant } from '@earnback/kernel'
import { QUALIFYING_SPEND } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { storeFailure } from '../failure'
import { grouped } from '../render/amount'
import { openStore } from '../wire'
import { type Check, failed, passed } from './check'

const broken = (check: string, fault: StoreUnavailable): Check =>
  failed(check, `${fault.code}: ${fault.message}`, storeFailure(fault).advice ?? '')

const checkReadModel = async (store: EventStore, head: Head): Promise<Check> => {
  const stored = await store.view(QUALIFYING_SPEND.view)
  if (stored === undefined) return passed('read model', 'not made yet; the first question makes it')
  if (stored.version !== QUALIFYING_SPEND.version)
    return passed('read model', `version ${stored.version}; it is rebuilt at the next question`)
  const behind = head.position - stored.position
  return behind < 0
    ? failed('read model', `${-behind} events ahead of the log`, 'an older log was put in place; run `earnback rebuild`')
    : passed(
        'read model',
        behind === 0 ? 'at the head of the log' : `${grouped(String(behind))} events behind; it catches up at the next question`,
      )
}

const checkClock = ({ recordedAt }: Head, now: Instant): Check => {
  const found = `it is ${formatInstant(now)}`
  if (recordedAt === undefined || recordedAt <= now) return passed('clock', found)
  return failed(
    'clock',
    `${found}, and the last event was recorded at ${formatInstant(recordedAt)}`,
    'set the machine’s clock; until then new events are recorded at that later instant',
  )
}

const checksOn = async (store: EventStore, now: Instant): Promise<ReadonlyArray<Check>> => {
  try {
    const head = await store.head()
    const log = passed(
      'log',
      `${grouped(String(head.position))} events${head.recordedAt === undefined ? '' : `, the last recorded at ${formatInstant(head.recordedAt)}`}`,
    )
    return [log, await checkReadModel(store, head), checkClock(head, now)]
  } catch (error) {
    if (error instanceof StoreFault) return [broken('log', error.fault)]
    throw error
  } finally {
    await store.close()
  }
}

/** Opens the log, where there is one: its head, its read model, and whether the clock fits what was recorded. */
export const checkLog = async (path: string, now: Instant): Promise<ReadonlyArray<Check>> => {
  if (!existsSync(path)) return [passed('log', 'not there yet')]
  const store = await openStore(path)()
  return E.isLeft(store) ? [broken('log', store.left)] : checksOn(store.right, now)
}
