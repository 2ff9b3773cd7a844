import { createHash } from 'node:crypto'
import type { Answer } from './problem'

const HASH_CHARS = 22

const isNamed = (header: string | undefined, etag: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((named) => named.trim().replace(/^W\//, '') === etag))

const headersOf = (etag: string) => ({ etag, 'cache-control': 'private, no-cache' })

/** The body, or only its ETag where the caller has it already. */
export const bodyAnswer = (
  { body, length }: { readonly body: string; readonly length: number },
  etag: string,
  ifNoneMatch: string | undefined,
): Answer =>
  isNamed(ifNoneMatch, etag)
    ? { status: 304, type: 'application/json', body: '', headers: headersOf(etag) }
    : { status: 200, type: 'application/json', body, length, headers: headersOf(etag) }

/** JSON with an ETag of the position that it stands for and of all that it says. */
export const jsonAnswer = (json: unknown, position: number | string, ifNoneMatch: string | undefined): Answer => {
  const body = JSON.stringify(json)
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, HASH_CHARS)
  return bodyAnswer({ body, length: Buffer.byteLength(body) }, `"${position}-${hash}"`, ifNoneMatch)
}

/** What was done, which nobody should keep. */
export const doneAnswer = (json: unknown): Answer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(json),
  headers: { 'cache-control': 'no-store' },
})
