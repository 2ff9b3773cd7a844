import { randomUUID } from 'node:crypto'
import { type EventStore, MemoryLog } from '@earnback/event-store'
import { type ContractSetup, eventStoreContract, type OpenedStore } from '@earnback/event-store/testing'
import { mirroredStore } from './testing/mirrored-store'
import { ServerDouble } from './testing/server-double'

/** The contract is not about time: a machine that is busy with other things may take its own. */
const PATIENT = { appendDeadlineMs: 30_000, readSilenceMsMax: 30_000 }

const openOn =
  (connectionString: () => string) =>
  async ({ columns }: ContractSetup): Promise<OpenedStore> => {
    const stream = `earnback-test-${randomUUID()}`
    const log = new MemoryLog()
    const stores: EventStore[] = []
    const open = async (spec = columns): Promise<EventStore> => {
      const store = await mirroredStore({ connectionString: connectionString(), stream, log, columns: spec, limits: PATIENT })
      stores.push(store)
      return store
    }
    const closeAll = async (): Promise<void> => {
      for (const store of stores.splice(0)) await store.close()
    }
    return {
      store: await open(),
      reopen: async (spec) => {
        await closeAll()
        return open(spec)
      },
      another: () => open(),
      dispose: closeAll,
    }
  }

const real = process.env['EARNBACK_TEST_ESDB']

if (real === undefined || real === '') {
  describe('With the double of the server', () => {
    const double = new ServerDouble()
    beforeAll(() => double.start())
    afterAll(() => double.stop())
    eventStoreContract(
      'the store on EventStoreDB',
      openOn(() => double.connectionString),
    )
  })
} else {
  eventStoreContract(
    'the store on a real EventStoreDB',
    openOn(() => real),
  )
}
