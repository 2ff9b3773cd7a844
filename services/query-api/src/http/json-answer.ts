import { createHash } from 'node:crypto'
import type { Ask } from './ask'
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

const addressAt = (address: string, cursor: string): string => {
  const [path = '', query] = address.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set('cursor', cursor)
  return `${path}?${parameters.toString()}`
}

interface Page {
  readonly nextCursor: string | null
}

/** A page whose headers name the next one already, so that it can be asked for before this one is read. */
export const pageAnswer = (page: Page & Record<string, unknown>, position: number, ask: Ask): Answer => {
  const answer = jsonAnswer(page, position, ask.ifNoneMatch)
  if (page.nextCursor === null) return answer
  return { ...answer, headers: { ...answer.headers, link: `<${addressAt(ask.address, page.nextCursor)}>; rel="next"` } }
}

/** What was done, which nobody should keep. */
export const doneAnswer = (json: unknown): Answer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(json),
  headers: { 'cache-control': 'no-store' },
})
