import type { FastifyRequest } from 'fastify'
import type { Authenticator } from '../access/authenticator'
import type { Caller } from '../access/caller'
import { mayAsk } from '../access/may-see'
import { TokenBuckets } from '../access/token-bucket'
import type { Clock } from '../clock'
import type { Limits } from '../limits'
import type { Endpoint } from './endpoints'
import { type Answer, problemAnswer, tooMany } from './problem'

export interface EntranceOptions {
  readonly authenticator: Authenticator
  readonly isDev: boolean
  readonly clock: Clock
  readonly limits: Limits
}

const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])
const hostName = (host: string): string => host.replace(/:\d*$/, '').toLowerCase()

const UNKNOWN_CALLER = problemAnswer(401, 'UNAUTHENTICATED', 'this needs a key or a token that is known and in force', {
  advice: 'send it as Authorization: Bearer <key>; `earnback keys create` makes one',
  headers: { 'www-authenticate': 'Bearer realm="earnback"' },
})

/** Decides, before anything of a request is read, whether it may come in. */
export class Entrance {
  private readonly allowed: TokenBuckets
  private readonly denied: TokenBuckets

  constructor(private readonly options: EntranceOptions) {
    const { limits, clock } = options
    const { ratePerSecond, rateBurst, deniedPerSecond, deniedBurst, bucketsMax } = limits
    this.allowed = new TokenBuckets({ perSecond: ratePerSecond, burst: rateBurst, namesMax: bucketsMax }, clock.elapsedMs)
    this.denied = new TokenBuckets({ perSecond: deniedPerSecond, burst: deniedBurst, namesMax: bucketsMax }, clock.elapsedMs)
  }

  /** Without keys a page of somebody else must not reach in: not by a name that leads here, and not from its own scripts. */
  foreign({ headers, url }: FastifyRequest): Answer | undefined {
    if (!this.options.isDev) return undefined
    const { host } = headers
    if (host !== undefined && !LOCAL_NAMES.has(hostName(host)))
      return problemAnswer(421, 'HOST_NOT_LOCAL', 'with --dev this answers to localhost alone')
    return headers['sec-fetch-site'] === 'cross-site' && url.startsWith('/v1/')
      ? problemAnswer(403, 'ORIGIN_FOREIGN', 'with --dev this answers to its own pages alone')
      : undefined
  }

  caller(request: FastifyRequest): Caller | undefined | Promise<Caller | undefined> {
    return this.options.authenticator.caller(request.headers.authorization, this.options.clock.now())
  }

  /** What a caller who was found, or not, is turned away with. */
  refusal(endpoint: Endpoint, request: FastifyRequest, caller: Caller | undefined): Answer | undefined {
    const { scope } = endpoint
    if (scope === null) return undefined
    if (caller === undefined) {
      const seconds = this.denied.take(request.ip)
      return seconds > 0 ? tooMany(seconds) : UNKNOWN_CALLER
    }
    const seconds = this.allowed.take(caller.id)
    if (seconds > 0) return tooMany(seconds)
    return mayAsk(caller, scope)
      ? undefined
      : problemAnswer(403, 'SCOPE_MISSING', `this needs the scope ${scope}`, {
          advice: `make a key with \`earnback keys create --scopes ${scope}\``,
        })
  }
}
