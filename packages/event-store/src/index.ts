export * from './port'
export {
  type Batch,
  bytesOf,
  decodeNames,
  encodeNames,
  HASH_BYTES,
  hashOfBatch,
  integersOf,
  type NamePairs,
  NO_HASH,
} from './batch'
export { checkColumnValue, type ColumnArray, columnArrayOver, columnBytes, newColumnArray } from './column-array'
export { FingerprintTable } from './fingerprint-table'
export { Arrivals, follow } from './follow'
export { KeyMarker } from './key-marker'
export { PendingKeys } from './pending-keys'
export { memoryEventStore, MemoryLog } from './memory'
export { BatchNotes, encodeNotes, type NotePairs } from './notes'
export { collect, collectEvents } from './pages'
export { type Contended, type Transaction, transact } from './transact'
