import { RECORD_BYTES_KEPT_MAX } from './raw-record'
import { SourceFault } from './source-fault'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** The index of the newline that ends a record, looking from `from`; -1 where the chunk ends first. Called on each byte once. */
export type FindEnd = (chunk: Buffer, from: number) => number

/** The bytes of one record, without the end of its line, and the number of its first line. */
export interface Piece {
  readonly bytes: Buffer
  readonly line: number
  readonly unterminated: boolean
}

export const lineEnd: FindEnd = (chunk, from) => chunk.indexOf(NEWLINE, from)

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN)

const linesIn = (bytes: Buffer): number => {
  let lines = 1
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

/** Cuts chunks of bytes into records, wherever the chunks are cut; text is decoded later, because a chunk may end inside a character. */
export class RecordSplitter {
  private parts: Buffer[] = []
  private heldBytes = 0
  private line = 1
  private isFirst = true
  private fault: SourceFault | undefined

  constructor(
    private readonly file: string,
    private readonly findEnd: FindEnd,
  ) {}

  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = []
    let from = 0
    for (let end = this.findEnd(chunk, 0); end !== -1 && this.fault === undefined; end = this.findEnd(chunk, from)) {
      this.hold(chunk.subarray(from, end))
      this.release(pieces, false)
      from = end + 1
    }
    if (from < chunk.length) this.hold(chunk.subarray(from))
    return pieces
  }

  end(): Piece[] {
    const pieces: Piece[] = []
    if (this.heldBytes > 0) this.release(pieces, true)
    return pieces
  }

  get isOverLimit(): boolean {
    return this.fault !== undefined
  }

  /** Asked after what `push` answered was handed on, so that nothing before an endless line is lost. */
  throwIfOverLimit(): void {
    if (this.fault !== undefined) throw this.fault
  }

  private hold(part: Buffer): void {
    if (this.fault !== undefined) return
    this.heldBytes += part.length
    this.parts.push(part)
    if (this.heldBytes <= RECORD_BYTES_KEPT_MAX) return
    this.parts = []
    this.fault = new SourceFault(
      'RECORD_OVER_LIMIT',
      `${this.file} has a record of more than ${RECORD_BYTES_KEPT_MAX} bytes at line ${this.line}; is it a file of records, one to a line?`,
    )
  }

  private release(pieces: Piece[], unterminated: boolean): void {
    if (this.fault !== undefined) return
    const [only] = this.parts
    const held = this.parts.length === 1 && only !== undefined ? only : Buffer.concat(this.parts)
    const start = this.isFirst && held.subarray(0, 3).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
    const end = held.at(-1) === CARRIAGE_RETURN ? held.length - 1 : held.length
    const bytes = held.subarray(start, end)
    if (!isBlank(bytes)) pieces.push({ bytes, line: this.line, unterminated })
    this.line += linesIn(held)
    this.isFirst = false
    this.parts = []
    this.heldBytes = 0
  }
}
