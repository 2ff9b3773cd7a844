import type { Instant } from '@earnback/kernel'
import { type ApiKey, keyShown, looksLikeKey } from './api-key'
import { type Caller, EVERY_ACCOUNT } from './caller'
import { SCOPES } from './scope'
import type { ReadToken, Token } from './token'

const BEARER = /^Bearer ([\x21-\x7e]+)$/i
const MICROS_PER_MILLI = 1_000

/** `--dev`: everything is open, to whoever is on this machine. */
const DEV: Caller = { id: 'dev', scopes: new Set(SCOPES), accounts: new Set([EVERY_ACCOUNT]), isKnown: false }

export interface AuthenticatorOptions {
  readonly isDev: boolean
  readonly keys: () => ReadonlyMap<string, ApiKey>
  readonly readToken: ReadToken | undefined
  readonly tokensCachedMax: number
}

/** Finds out who asks by what the Authorization header shows. */
export class Authenticator {
  private readonly tokens = new Map<string, Token>()
  private readonly callers = new WeakMap<ApiKey, Caller>()

  constructor(private readonly options: AuthenticatorOptions) {}

  /** Undefined where nobody is known by it. At once for keys; a token may need the issuer's keys first. */
  caller(authorization: string | undefined, now: Instant): Caller | undefined | Promise<Caller | undefined> {
    const { isDev, keys, readToken } = this.options
    if (isDev) return DEV
    const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1]
    if (bearer === undefined) return undefined
    if (!looksLikeKey(bearer)) return readToken === undefined ? undefined : this.byToken(readToken, bearer, now)
    const key = keyShown(bearer, keys(), now)
    return key === undefined ? undefined : this.ofKey(key)
  }

  private ofKey(key: ApiKey): Caller {
    const known = this.callers.get(key)
    if (known !== undefined) return known
    const { id, scopes, accounts } = key
    const caller = { id: `key:${id}`, scopes: new Set(scopes), accounts: new Set(accounts), isKnown: true }
    this.callers.set(key, caller)
    return caller
  }

  private byToken(readToken: ReadToken, bearer: string, now: Instant): Caller | undefined | Promise<Caller | undefined> {
    const known = this.tokens.get(bearer)
    if (known !== undefined && now / MICROS_PER_MILLI < known.expiresAtMs) return known.caller
    this.tokens.delete(bearer)
    return this.readNew(readToken, bearer, now)
  }

  private async readNew(readToken: ReadToken, bearer: string, now: Instant): Promise<Caller | undefined> {
    const token = await readToken(bearer, now)
    if (token === undefined) return undefined
    if (this.tokens.size >= this.options.tokensCachedMax) this.tokens.delete(this.tokens.keys().next().value as string)
    this.tokens.set(bearer, token)
    return token.caller
  }
}
