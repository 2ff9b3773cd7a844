import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import type { ColumnSpec, EventStore } from '@earnback/event-store'
import { eventStoreContract } from '@earnback/event-store/testing'
import { sqliteEventStore } from './sqlite-event-store'

eventStoreContract('the store on SQLite', async (setup) => {
  const folder = mkdtempSync(join(tmpdir(), 'earnback-store-'))
  const handles: EventStore[] = []
  const open = async (columns: ColumnSpec = setup.columns): Promise<EventStore> => {
    const result = await sqliteEventStore({ ...setup, columns, path: join(folder, 'log.db') })()
    if (E.isLeft(result)) throw new Error(result.left.message)
    handles.push(result.right)
    return result.right
  }
  const closeAll = async (): Promise<void> => {
    for (const handle of handles.splice(0)) await handle.close()
  }
  return {
    store: await open(),
    reopen: async (columns) => {
      await closeAll()
      return open(columns)
    },
    another: () => open(),
    dispose: async () => {
      await closeAll()
      rmSync(folder, { recursive: true })
    },
  }
})
