export { BoundedCache } from './bounded-cache'
export type { Access } from './access/access-log'
export { type ApiKey, isInForce, newApiKey } from './access/api-key'
export { EVERY_ACCOUNT } from './access/caller'
export { changeKeys, type KeyFileFault, readKeys, WatchedKeys } from './access/key-file'
export { isScope, type Scope, SCOPES } from './access/scope'
export { isKeySetUrl, type TokenOptions } from './access/token'
export { type Clock, machineClock } from './clock'
export { ENDPOINTS } from './http/endpoints'
export { LIMITS } from './limits'
export { Metrics } from './metrics'
export { type QueryApi, queryApi, type QueryApiOptions } from './query-api'
export type {
  HistoryRange,
  OwnedFinding,
  OwnedProgress,
  Readings,
  RequestToActivate,
  Totals,
  Touched,
  Unanswered,
} from './readings'
export type { HistoryEntry } from './schema/coupon-answers'
export type { ActivationJson, CheckJson, DiagnosisJson, QuarantineEntryJson } from './schema/queue-answers'
export { openApiOf } from './schema/openapi'
export { startRefusal } from './start-refusal'
export { totalsRefresher } from './totals'
