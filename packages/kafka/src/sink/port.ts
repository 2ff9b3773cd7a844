import { type TaskEither } from 'fp-ts/TaskEither'

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

/** Fenced: a later holder of the id has opened. Unavailable: open again later. Rejected: the same records will be refused again. */
export interface SinkFault {
  readonly kind: 'SinkFenced' | 'SinkUnavailable' | 'SinkRejected'
  readonly message: string
}

export interface RecordSink {
  /** Fences every earlier holder of the id, then reads the last progress with read_committed. */
  readonly open: () => TaskEither<SinkFault, { readonly progress: string | undefined }>
  /** One transaction: the records in order and the progress. After a fault the sink must be opened again; it starts a new producer. */
  readonly publish: (records: ReadonlyArray<SinkRecord>, progress: string) => TaskEither<SinkFault, void>
  readonly close: () => Promise<void>
}

export interface SinkOptions {
  /** Stable: the same for every start of this publisher, another one for each that runs beside it. */
  readonly transactionalId: string
  /** Compacted, made with COMPACTED; its first partition holds two records for each transactional id: of its progress, of its opening. */
  readonly progressTopic: string
  /** False where the cluster allows no transactions: then records may come again after a fault, and nothing fences. */
  readonly transactions: boolean
  readonly transactionTimeoutMs: number
  readonly readWithinMs: number
}

export const SINK_DEFAULTS = { transactions: true, transactionTimeoutMs: 60_000, readWithinMs: 30_000 } as const
