import * as t from 'io-ts'

const Cursor = t.type({ question: t.string, position: t.number, at: t.union([t.number, t.array(t.union([t.string, t.number]))]) })
/** Where the next page begins, in which question, by the log as it stood at which position. */
export type Cursor = t.TypeOf<typeof Cursor>

export const cursorText = (cursor: Cursor): string => Buffer.from(JSON.stringify(Cursor.encode(cursor))).toString('base64url')

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Undefined where it is none, or belongs to another question: it names nothing that the question itself could not ask for. */
export const cursorOf = (text: string, question: string, head: number): Cursor | undefined => {
  const cursor = parsed(text)
  if (!Cursor.is(cursor) || cursor.question !== question) return undefined
  const { position, at } = cursor
  const isPlace = Array.isArray(at) || (Number.isSafeInteger(at) && at >= 0)
  return isPlace && Number.isSafeInteger(position) && position >= 0 && position <= head ? cursor : undefined
}
