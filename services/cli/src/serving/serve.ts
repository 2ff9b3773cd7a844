import type { Failure } from '../failure'
import { usage } from '../failure'
import type { Config } from '../config'
import type { Context } from '../context'
import type { Engine } from '../wire'
import {
  isKeySetUrl,
  machineClock,
  type Metrics,
  type QueryApi,
  queryApi,
  startRefusal,
  type TokenOptions,
  WatchedKeys,
} from '@earnback/query-api'
import * as E from 'fp-ts/Either'
import { countAppends } from './count-appends'
import { readingsOf } from './readings'

export interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly isDev: boolean
  readonly logLevel: string
  /** A folder with index.html and its assets. */
  readonly pagesFolder?: string | undefined
  /** Of the whole process, where other services count into it. */
  readonly metrics?: Metrics
}

export interface Serving {
  readonly address: string
  readonly api: QueryApi
  readonly close: () => Promise<void>
}

const KEYS_LOOK_EVERY_MS = 1_000
const INSTANCE_BYTES = 8

const tokensOf = ({ oidcIssuer, oidcAudience, oidcKeySet }: Config): E.Either<Failure, TokenOptions | undefined> => {
  const given = [oidcIssuer, oidcAudience, oidcKeySet]
  if (given.every((one) => one === undefined)) return E.right(undefined)
  if (oidcIssuer === undefined || oidcAudience === undefined || oidcKeySet === undefined)
    return E.left(
      usage(
        'CONFIG_INCOMPLETE',
        'tokens need EARNBACK_OIDC_ISSUER, EARNBACK_OIDC_AUDIENCE and EARNBACK_OIDC_KEY_SET, and only some are set',
        'set all three, or none',
      ),
    )
  return isKeySetUrl(oidcKeySet)
    ? E.right({ issuer: oidcIssuer, audience: oidcAudience, keySetUrl: oidcKeySet })
    : E.left(usage('CONFIG_INVALID', `EARNBACK_OIDC_KEY_SET: found ${oidcKeySet}, expected an https address`))
}

const listenFailure = (error: unknown, { host, port }: ServeOptions): Failure => {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) throw error
  return usage(
    code === 'EADDRINUSE' ? 'PORT_IN_USE' : 'ADDRESS_UNUSABLE',
    `cannot listen on ${host}, port ${port} (${code})`,
    'choose another with --port or --host',
  )
}

/** Starts the query API over an engine; whoever starts it closes it before the store. */
export const serve = async (
  engine: Engine,
  config: Config,
  { edge, now }: Context,
  options: ServeOptions,
): Promise<E.Either<Failure, Serving>> => {
  const tokens = tokensOf(config)
  if (E.isLeft(tokens)) return tokens
  const { isDev, host, port, logLevel, pagesFolder, metrics } = options
  const keys = new WatchedKeys(config.keys)
  const fault = keys.refresh()
  if (fault !== undefined) return E.left(usage(fault.code, fault.message))
  const refusal = startRefusal({ isDev, host, hasKeys: keys.byId.size > 0, hasTokens: tokens.right !== undefined })
  if (refusal !== undefined) return E.left(usage(refusal.code, refusal.message, refusal.advice))
  const clock = machineClock(now)
  const stopLooking = clock.every(KEYS_LOOK_EVERY_MS, () => void keys.refresh())
  const api = await queryApi({
    readings: readingsOf(engine, config, now),
    clock,
    isDev,
    keys: () => keys.byId,
    tokens: tokens.right,
    instance: edge.random(INSTANCE_BYTES).toString('hex'),
    logLevel,
    log: edge.stderr.write,
    pagesFolder,
    ...(metrics === undefined ? {} : { metrics }),
    ...(isDev ? { limits: { ratePerSecond: 0 } } : {}),
  })
  const close = async (): Promise<void> => {
    stopLooking()
    await api.close()
  }
  countAppends(engine, api.metrics)
  try {
    return E.right({ address: await api.listen({ host, port }), api, close })
  } catch (error) {
    await close()
    return E.left(listenFailure(error, options))
  }
}
