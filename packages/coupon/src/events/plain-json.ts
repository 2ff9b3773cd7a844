const QUOTE = 34
const BACKSLASH = 92
const SPACE = 32
const TILDE = 126
const OPEN = 123
const CLOSE = 125
const COMMA = 44

/** Reads one value, and answers undefined where it is not what was looked for. */
export type ReadPlain<A> = (json: PlainJson) => A | undefined

interface Field {
  /** The name as it stands in the text, with quotes and colon. */
  readonly opening: string
  readonly read: ReadPlain<unknown>
}

/** Names in the order in which most writers put them: looked for in turn, so that the order costs time and nothing else. */
export const plainFields = (fields: Readonly<Record<string, ReadPlain<unknown>>>): ReadonlyArray<Field> =>
  Object.entries(fields).map(([name, read]) => ({ opening: `"${name}":`, read }))

/**
 * A cursor over JSON of the plainest kind: objects of strings in printable ASCII without escapes, no name twice, no white space but
 * single spaces after a colon or a comma. What it reads means the same to any reader of JSON; what it does not read may be good JSON.
 */
export class PlainJson {
  private at = 0

  constructor(private readonly text: string) {}

  isAtEnd(): boolean {
    return this.at === this.text.length
  }

  string(): string | undefined {
    const { text } = this
    const start = this.at + 1
    if (text.charCodeAt(this.at) !== QUOTE) return undefined
    for (let index = start; index < text.length; index++) {
      const char = text.charCodeAt(index)
      if (char === QUOTE) {
        this.at = index + 1
        return text.slice(start, index)
      }
      if (char === BACKSLASH || char < SPACE || char > TILDE) return undefined
    }
    return undefined
  }

  /** The values of an object of these fields and no other, each in its field's place; which of them must be there, the caller says. */
  object(fields: ReadonlyArray<Field>): ReadonlyArray<unknown> | undefined {
    if (!this.takes(OPEN)) return undefined
    const values: unknown[] = fields.map(() => undefined)
    let place = -1
    do {
      place = this.placeOfNext(fields, place + 1)
      if (values[place] !== undefined) return undefined
      const value = fields[place]?.read(this)
      if (value === undefined) return undefined
      values[place] = value
    } while (this.takes(COMMA))
    return this.takes(CLOSE) ? values : undefined
  }

  /** The place of the field that the text goes on with, its name then read; -1 where it is none of these. */
  private placeOfNext(fields: ReadonlyArray<Field>, likely: number): number {
    for (let tried = 0; tried < fields.length; tried++) {
      const place = (likely + tried) % fields.length
      const { opening } = fields[place] as Field
      if (this.text.startsWith(opening, this.at)) {
        this.at += opening.length
        this.skipSpace()
        return place
      }
    }
    return -1
  }

  private takes(char: number): boolean {
    if (this.text.charCodeAt(this.at) !== char) return false
    this.at += 1
    if (char === COMMA) this.skipSpace()
    return true
  }

  private skipSpace(): void {
    if (this.text.charCodeAt(this.at) === SPACE) this.at += 1
  }
}
