export { type EventStoreDbOptions, openEventStoreDb } from './open-event-store-db'
export { DEFAULT_LIMITS, type Delay, type Limits } from './limits'
