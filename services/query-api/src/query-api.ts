import type { AddressInfo } from 'node:net'
import { AccessLog } from './access/access-log'
import type { ApiKey } from './access/api-key'
import { Authenticator } from './access/authenticator'
import { type TokenOptions, tokenReader } from './access/token'
import type { Clock } from './clock'
import { Health } from './health'
import { newHttpApp } from './http/app'
import { Entrance } from './http/entrance'
import { handlersOf } from './http/handlers'
import { apiLogger, type Logger } from './http/logger'
import { type Limits, LIMITS } from './limits'
import { ProgressHub } from './live/progress-hub'
import { streamHandler } from './live/stream-handler'
import { Metrics } from './metrics'
import { CouponAnswers } from './reads/coupon-answers'
import type { Desk } from './reads/desk'
import { Explanations } from './reads/explanations'
import { Gate } from './reads/gate'
import { LogHead } from './reads/log-head'
import type { Readings } from './readings'
import { isLoopback } from './start-refusal'
import { timedReadings } from './timed-readings'
import { totalsRefresher } from './totals'

export interface QueryApiOptions {
  readonly readings: Readings
  readonly clock: Clock
  /** Opens everything without keys, on loopback only. */
  readonly isDev: boolean
  /** The keys in force; asked at each request, so that a revoked one stops at once. */
  readonly keys?: () => ReadonlyMap<string, ApiKey>
  readonly tokens?: TokenOptions | undefined
  /** A folder with index.html and its assets. */
  readonly pagesFolder?: string | undefined
  /** What other services of the process count into. */
  readonly metrics?: Metrics
  readonly limits?: Partial<Limits>
  /** Random letters that tell this process from others in request ids and access records. */
  readonly instance: string
  readonly logLevel?: string
  readonly log: (line: string) => void
}

export interface QueryApi {
  /** Answers the address, such as http://127.0.0.1:8080. */
  readonly listen: (at: { readonly host: string; readonly port: number }) => Promise<string>
  readonly address: () => string | undefined
  readonly metrics: Metrics
  /** Ends streams, finishes what is being answered, and keeps what was noted. */
  readonly close: () => Promise<void>
}

const CLOSE_MS_MAX = 5_000
const NO_KEYS: ReadonlyMap<string, ApiKey> = new Map()

const addressOf = (address: AddressInfo | string | null): string | undefined => {
  if (address === null || typeof address === 'string') return undefined
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

const deskOf = (readings: Readings, accesses: AccessLog, clock: Clock, limits: Limits): Desk => {
  const head = new LogHead(readings.head, clock, limits)
  return {
    readings,
    head,
    accesses,
    limits,
    now: clock.now,
    coupons: new CouponAnswers(readings, head, clock.now, limits),
    explanations: new Explanations(readings, limits),
    heavy: new Gate({ atOnceMax: limits.heavyAtOnceMax, waitingMax: limits.heavyWaitingMax }),
  }
}

const accessLogOf = (
  readings: Readings,
  {
    clock,
    limits,
    logger,
    instance,
  }: { readonly clock: Clock; readonly limits: Limits; readonly logger: Logger; readonly instance: string },
): AccessLog =>
  new AccessLog({
    instance,
    append: readings.appendAccesses,
    clock,
    limits,
    onFault: ({ fault }) => logger.error({ code: fault.code, reason: fault.message }, 'accesses could not be written down yet'),
  })

/** The query API over what the engine can be asked; nothing listens before `listen`. */
export const queryApi = async (options: QueryApiOptions): Promise<QueryApi> => {
  const { clock, isDev, keys = () => NO_KEYS, tokens, metrics = new Metrics(), instance, pagesFolder } = options
  const limits: Limits = { ...LIMITS, ...options.limits }
  const logger = apiLogger(options.log, options.logLevel ?? 'info')
  const readings = timedReadings(options.readings, metrics, clock)
  const readToken = tokens === undefined ? undefined : await tokenReader(tokens)
  const authenticator = new Authenticator({ isDev, keys, readToken, tokensCachedMax: limits.tokensCachedMax })
  const entrance = new Entrance({ authenticator, isDev, clock, limits })
  const accesses = accessLogOf(readings, { clock, limits, logger, instance })
  const desk = deskOf(readings, accesses, clock, limits)
  const onBug = (error: unknown): void => logger.error({ err: error }, 'a fault of the service')
  const health = new Health(readings, clock, limits, metrics, onBug)
  const { coupons } = desk
  const hub = new ProgressHub({ readings, coupons, clock, limits, onFault: onBug })
  const stream = streamHandler({ hub, coupons, entrance, elapsedMs: clock.elapsedMs })
  const refreshTotals = totalsRefresher(readings, { metrics, clock, limits })
  const handlers = handlersOf({ desk, health, metrics, hub, accesses, refreshTotals, stream })
  const app = newHttpApp({ entrance, handlers, limits, metrics, logger, instance, pagesFolder, elapsedMs: clock.elapsedMs })
  return {
    metrics,
    address: () => addressOf(app.server.address()),
    listen: async ({ host, port }) => {
      if (isDev && !isLoopback(host)) throw new RangeError('without keys the service listens on loopback only')
      await app.listen({ host, port })
      void health.refresh()
      return addressOf(app.server.address()) ?? `http://${host}:${port}`
    },
    close: async () => {
      hub.close()
      const cancel = clock.after(CLOSE_MS_MAX, () => app.server.closeAllConnections())
      await app.close()
      cancel()
      await health.close()
      await accesses.close()
    },
  }
}
