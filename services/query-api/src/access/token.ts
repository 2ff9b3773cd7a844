import type { Instant } from '@earnback/kernel'
import * as t from 'io-ts'
import type { Caller } from './caller'
import { isScope } from './scope'

/** Which issuer's tokens are taken, for whom, and where its public keys are. */
export interface TokenOptions {
  readonly issuer: string
  readonly audience: string
  readonly keySetUrl: string
}

/** Signatures by a private key alone: no `none`, and no secret that could be the public key. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const CLOCK_TOLERANCE_S = 30
const FETCH_TIMEOUT_MS = 5_000
const FETCH_COOLDOWN_MS = 30_000
const KEY_SET_AGE_MS_MAX = 600_000
const KEY_SET_BYTES_MAX = 262_144
const TOKEN_CHARS_MAX = 8_192
const MICROS_PER_MILLI = 1_000

const Claims = t.intersection([
  t.type({ sub: t.string, exp: t.number }),
  t.partial({
    scope: t.string,
    scp: t.union([t.string, t.array(t.string)]),
    ad_accounts: t.union([t.string, t.array(t.string)]),
  }),
])
type Claims = t.TypeOf<typeof Claims>

const listed = (value: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : (value ?? [])

const callerOf = (claims: Claims): Caller => ({
  id: `jwt:${claims.sub}`,
  scopes: new Set([...listed(claims.scope), ...listed(claims.scp)].filter(isScope)),
  accounts: new Set(listed(claims.ad_accounts)),
  isKnown: true,
})

/** Keys come over HTTPS, or from this machine. */
export const isKeySetUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}

/** The one request that this service makes: no redirects, and a bounded answer. */
const fetchKeySet = async (url: string, init: RequestInit): Promise<Response> => {
  const response = await fetch(url, { ...init, redirect: 'error' })
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength
    if (bytes > KEY_SET_BYTES_MAX) throw new TypeError('the key set is too large')
    chunks.push(chunk as Uint8Array)
  }
  return new Response(Buffer.concat(chunks), { status: response.status, headers: response.headers })
}

export interface Token {
  readonly caller: Caller
  readonly expiresAtMs: number
}

/** What a token says, or undefined where it is none of this issuer's, is for somebody else, or has expired. */
export type ReadToken = (bearer: string, now: Instant) => Promise<Token | undefined>

/** jose comes as ES modules only. */
export const tokenReader = async ({ issuer, audience, keySetUrl }: TokenOptions): Promise<ReadToken> => {
  const jose = await import('jose')
  const keySet = jose.createRemoteJWKSet(new URL(keySetUrl), {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: FETCH_COOLDOWN_MS,
    cacheMaxAge: KEY_SET_AGE_MS_MAX,
    [jose.customFetch]: fetchKeySet,
  })
  return async (bearer, now) => {
    if (bearer.length > TOKEN_CHARS_MAX) return undefined
    try {
      const { payload } = await jose.jwtVerify(bearer, keySet, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now / MICROS_PER_MILLI),
      })
      return Claims.is(payload) ? { caller: callerOf(payload), expiresAtMs: payload.exp * 1_000 } : undefined
    } catch (error) {
      // A key set that can't be fetched speaks for nobody either.
      if (error instanceof jose.errors.JOSEError || error instanceof TypeError || isAborted(error)) return undefined
      throw error
    }
  }
}

const isAborted = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
