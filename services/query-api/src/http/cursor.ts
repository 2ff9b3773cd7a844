import { createHash } from 'node:crypto'
import { parseJson } from '@earnback/kernel'
import * as t from 'io-ts'
import type { Ask } from './ask'

const Cursor = t.type({ question: t.string, position: t.number, at: t.union([t.number, t.array(t.union([t.string, t.number]))]) })
/** Where the next page begins, in which question, by the log as it stood at which position. */
export type Cursor = t.TypeOf<typeof Cursor>

/** What a cursor belongs to: what was asked, of which coupon, at which times. */
export const questionOf = (what: string, { params, query }: Ask): string =>
  JSON.stringify([what, params.couponId ?? '', query.asOf ?? null, query.knownAt ?? null, query.verdict ?? query.without ?? null])

const HASH_CHARS = 22

/** A question names ids of up to 512 characters, and a cursor has to fit into an address. */
const hashOf = (question: string): string => createHash('sha256').update(question).digest('base64url').slice(0, HASH_CHARS)

export const cursorText = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(Cursor.encode({ ...cursor, question: hashOf(cursor.question) }))).toString('base64url')

/** Undefined where it is none, or belongs to another question: it names nothing that the question itself could not ask for. */
export const cursorOf = (text: string, question: string, head: number): Cursor | undefined => {
  const cursor = parseJson(Buffer.from(text, 'base64url').toString())
  if (!Cursor.is(cursor) || cursor.question !== hashOf(question)) return undefined
  const { position, at } = cursor
  const isPlace = Array.isArray(at) || (Number.isSafeInteger(at) && at >= 0)
  return isPlace && Number.isSafeInteger(position) && position >= 0 && position <= head ? cursor : undefined
}
