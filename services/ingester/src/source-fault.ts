/** A file or stream that can't be read as what it was said to be; whoever named it has to change something. */
export interface SourceUnusable {
  readonly kind: 'SourceUnusable'
  readonly code:
    | 'FILE_UNREADABLE'
    | 'RECORD_OVER_LIMIT'
    | 'CSV_HEADER_MISSING'
    | 'CSV_HEADER_INVALID'
    | 'CSV_COLUMN_MISSING'
    | 'CSV_COLUMN_AMBIGUOUS'
  readonly message: string
}

/** Thrown out of an iteration over records when its source fails in its midst; carries the named fault. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault'
  readonly fault: SourceUnusable

  constructor(code: SourceUnusable['code'], message: string) {
    super(message)
    this.fault = { kind: 'SourceUnusable', code, message }
  }
}
