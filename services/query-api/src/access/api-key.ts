import { createHash, timingSafeEqual } from 'node:crypto'
import type { Instant } from '@earnback/kernel'
import type { Scope } from './scope'

/** A key as it is kept: never the key itself, only SHA-256 of its 256 random bits. */
export interface ApiKey {
  readonly id: string
  readonly name: string | undefined
  /** In hexadecimal. */
  readonly hash: string
  readonly scopes: ReadonlyArray<Scope>
  readonly accounts: ReadonlyArray<string>
  readonly createdAt: Instant
  readonly expiresAt: Instant | undefined
  readonly revokedAt: Instant | undefined
}

const ID_BYTES = 8
const SECRET_BYTES = 32
const KEY = /^ebk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Compared with where no key has the id, so that a miss takes as long as a wrong secret. */
const NO_HASH = Buffer.alloc(SECRET_BYTES)

export interface NewKey {
  readonly id: string
  /** What is shown once. */
  readonly key: string
  readonly hash: string
}

/** Makes a key out of random bytes, which the caller brings. */
export const newApiKey = (random: (count: number) => Buffer): NewKey => {
  const id = random(ID_BYTES).toString('hex')
  const secret = random(SECRET_BYTES).toString('base64url')
  return { id, key: `ebk_${id}_${secret}`, hash: hashOf(secret).toString('hex') }
}

export const looksLikeKey = (bearer: string): boolean => bearer.startsWith('ebk_')

export const isInForce = ({ expiresAt, revokedAt }: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now: Instant): boolean =>
  (expiresAt === undefined || now < expiresAt) && (revokedAt === undefined || now < revokedAt)

/** The key that a bearer shows, where it is one of these and in force. Compared in constant time. */
export const keyShown = (bearer: string, keys: ReadonlyMap<string, ApiKey>, now: Instant): ApiKey | undefined => {
  const [, id, secret] = KEY.exec(bearer) ?? []
  if (id === undefined || secret === undefined) return undefined
  const known = keys.get(id)
  const isRight = timingSafeEqual(hashOf(secret), known === undefined ? NO_HASH : Buffer.from(known.hash, 'hex'))
  return known !== undefined && isRight && isInForce(known, now) ? known : undefined
}
