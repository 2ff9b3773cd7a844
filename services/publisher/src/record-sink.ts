import type { TaskEither } from 'fp-ts/TaskEither'

/** Text goes out as UTF-8. */
export type Bytes = string | Buffer

export interface SinkRecord {
  readonly topic: string
  /** Records of one key keep their order. */
  readonly key: Bytes
  /** Null says nothing about the key any more, as a dead letter of such a record does. */
  readonly value: Bytes | null
  readonly headers: Readonly<Record<string, Bytes | ReadonlyArray<Bytes>>>
}

/**
 * `SinkFenced`: someone else opened the sink since. `SinkUnavailable`: it may pass by itself, and whether what was under way got
 * through is not known. `SinkRejected`: it will not pass by itself, such as a record that is too large or a missing right.
 */
export interface SinkFault {
  readonly kind: 'SinkFenced' | 'SinkUnavailable' | 'SinkRejected'
  readonly message: string
}

/**
 * Where records go out. The progress is kept with them, so that what is out and what is known to be out can't differ:
 * an adapter over Kafka keeps both in one transaction.
 */
export interface RecordSink {
  /** Fences whoever held the sink before, then reads the last progress; undefined where there was none. */
  readonly open: () => TaskEither<SinkFault, { readonly progress: string | undefined }>
  /** The records in their order and the progress, all or nothing; after a fault the sink has to be opened again. */
  readonly publish: (records: ReadonlyArray<SinkRecord>, progress: string) => TaskEither<SinkFault, void>
  readonly close: () => Promise<void>
}
