import type { ColumnSpec } from './port'
import { memoryEventStore, MemoryLog } from './memory'
import { eventStoreContract } from './testing'

eventStoreContract('the store in memory', async (setup) => {
  const log = new MemoryLog()
  const open = (columns: ColumnSpec = setup.columns) => memoryEventStore({ ...setup, columns, log })
  return {
    store: open(),
    reopen: async (columns) => open(columns),
    another: async () => open(),
    dispose: async () => undefined,
  }
})
