/** Everything that a caller could make grow or wait, with its unit in the name. Source: docs/reference/http.md. */
export const LIMITS = {
  bodyBytesMax: 65_536,
  headerBytesMax: 16_384,
  connectionsMax: 4_096,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  keepAliveTimeoutMs: 10_000,
  /** How often connections are looked at for the two timeouts above. */
  connectionsCheckEveryMs: 1_000,
  handlerTimeoutMs: 15_000,
  pageEntriesMax: 1_000,
  pageEntriesDefault: 200,
  minPositionWaitMs: 2_000,
  minPositionLookEveryMs: 20,
  minPositionWaitersMax: 256,
  /** Per caller; 0 for none. */
  ratePerSecond: 200,
  rateBurst: 400,
  /** Of requests that no caller could be found for, per address. */
  deniedPerSecond: 5,
  deniedBurst: 20,
  bucketsMax: 10_000,
  /** Questions that read more than one row of the read model. */
  heavyAtOnceMax: 4,
  heavyWaitingMax: 64,
  streamsMax: 2_000,
  streamsPerCallerMax: 1_000,
  streamLookEveryMs: 100,
  heartbeatEveryMs: 15_000,
  /** A reader that takes nothing for this long is let go. */
  streamBlockedMs: 30_000,
  couponsCachedMax: 10_000,
  couponBytesCachedMax: 33_554_432,
  linesCachedMax: 400_000,
  accessFlushEveryMs: 1_000,
  accessWaitingMax: 10_000,
  accessBatchMax: 500,
  /** How long the read model may stay behind the log before the service says that it is not ready. */
  behindMsMax: 10_000,
  refreshEveryMs: 500,
  probeEveryMs: 5_000,
  probeWaitMs: 1_000,
  totalsEveryMs: 15_000,
  tokensCachedMax: 1_000,
} as const

export type Limits = { readonly [name in keyof typeof LIMITS]: number }
