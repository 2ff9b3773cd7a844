import type { Instant } from '@earnback/kernel'
import type { TaskEither } from 'fp-ts/TaskEither'

/** What an event carries beside its own content: `causationid`, and for what came from Kafka or a file its coordinates. */
export type Notes = Readonly<Record<string, string | number>>

/** An event to append. Identity is (`source`, `id`), for ever. */
export interface NewEvent {
  readonly stream: string
  readonly source: string
  readonly id: string
  /** The whole CloudEvent as it arrived, JSON text that UTF-8 can hold; its own `source` and `id` are those given here. */
  readonly json: string
  /** The decoded event; the store hands it to the columns and keeps nothing of it. */
  readonly payload: unknown
  readonly notes?: Notes
}

/**
 * The events of an append, asked for in stretches from the first to the last, so that nobody has to hold them all; a list of them is
 * one. A stretch may be asked for again, and then holds the same events.
 */
export interface NewEvents {
  readonly length: number
  readonly slice: (from: number, to: number) => ReadonlyArray<NewEvent>
}

export interface StoredEvent {
  /** Global, 1 for the first, without gaps, in the order of commits. */
  readonly position: number
  readonly stream: string
  /** Within the stream, 0 for the first. */
  readonly revision: number
  /** Transaction time: when the store appended it; never decreases with the position. */
  readonly recordedAt: Instant
  readonly json: string
  readonly notes?: Notes
}

/** What became of one event of an append. `position` is that of the event that stands, new or old. */
export interface AppendOutcome {
  readonly outcome: 'stored' | 'duplicate' | 'conflict'
  readonly position: number
}

export interface Appended {
  readonly outcomes: ReadonlyArray<AppendOutcome>
  readonly head: number
}

/**
 * Further events of the same append, made of what becomes of the first ones: a watermark, what was set aside for a conflict.
 * It must change nothing, since a store that finds another writer ahead asks it again.
 */
export type Following = (outcomes: ReadonlyArray<AppendOutcome>) => ReadonlyArray<NewEvent>

/** The revision that a stream must have at the append; NO_STREAM where it must not exist. */
export type ExpectedRevisions = ReadonlyMap<string, number>
export const NO_STREAM = -1

export interface RevisionConflict {
  readonly kind: 'RevisionConflict'
  readonly stream: string
  readonly expected: number
  readonly actual: number
}

export interface StoreUnavailable {
  readonly kind: 'StoreUnavailable'
  readonly code:
    | 'STORE_BUSY'
    | 'STORE_FULL'
    | 'STORE_READ_ONLY'
    | 'STORE_NOT_A_FILE'
    | 'STORE_NOT_OURS'
    | 'STORE_NEWER'
    | 'STORE_CORRUPT'
    | 'STORE_NOT_DURABLE'
    | 'STORE_FAILED'
    | 'STORE_UNREACHABLE'
  readonly message: string
}

export type Page = ReadonlyArray<StoredEvent>

/** One typed column beside the log; all-zero pages of it cost nothing. */
export interface Column {
  readonly name: string
  readonly type: 'u8' | 'u16' | 'u32' | 'f64'
}

/**
 * A key that should belong to one event: the store marks every later event that shares it, settled once, at the append, by the
 * events themselves. Fingerprints only narrow the search; an event with both halves zero has no key.
 */
export interface KeySpec {
  /** The column that holds the mark: 0 for the first event of its key. */
  readonly mark: number
  /** The columns that hold the key's fingerprint. */
  readonly high: number
  readonly low: number
  /** The mark of a later event; 0 where the two share a fingerprint and no key. */
  readonly compare: (earlierPayload: unknown, laterPayload: unknown) => number
}

/**
 * What a replay reads instead of JSON, described by whoever composes the store; the store only knows columns.
 * Columns are a cache of the log: another version is dropped and derived again.
 */
export interface ColumnSpec {
  readonly version: string
  readonly columns: ReadonlyArray<Column>
  /** Writes the payload's values into `row`, one for each column, all zero before the call. */
  readonly take: (payload: unknown, row: Float64Array) => void
  /** Decodes stored JSON to the payload that `take` reads, when columns are derived again. */
  readonly decode: (json: string) => unknown
  readonly key?: KeySpec
}

export interface ColumnPage {
  readonly firstPosition: number
  readonly count: number
  /** The ordinal of each event's stream; `streamName` tells its name. */
  readonly streams: Uint32Array
  /** One array a column in the order of the specification; undefined where every value is zero. */
  readonly columns: ReadonlyArray<Uint8Array | Uint16Array | Uint32Array | Float64Array | undefined>
}

export interface Head {
  readonly position: number
  /** The hash of the last batch, in hexadecimal; 64 zeros for an empty log. */
  readonly hash: string
  readonly recordedAt: Instant | undefined
}

/** A read model: rows of JSON by key, and the position of the log that they stand for. */
export interface ViewState {
  readonly version: string
  readonly position: number
}

export interface ViewChange {
  readonly view: string
  readonly version: string
  readonly position: number
  readonly upserts: Iterable<readonly [key: string, json: string]>
  /** Drops every row first: the change is a whole rebuild. */
  readonly replace: boolean
  /** The position that the rows must stand for now (0 for none), so that two projectors never mix; unchecked where absent. */
  readonly after?: number
}

/** Another projector moved the view first; nothing was changed. */
export interface ViewMoved {
  readonly kind: 'ViewMoved'
  readonly view: string
  readonly position: number
}

export interface LogProblem {
  readonly code: string
  readonly where: string
  readonly message: string
}

export interface LogAudit {
  readonly events: number
  readonly head: Head
  readonly problems: ReadonlyArray<LogProblem>
}

export type Progress = (done: number, total: number) => void

export type AppendError = RevisionConflict | StoreUnavailable

/**
 * The event store. Reading methods answer pages, so that nobody holds the log in memory;
 * an iteration throws `StoreFault` where the store fails in its midst.
 */
export interface EventStore {
  /**
   * Appends in the given order, all or nothing, durably. Identity is settled first: an event that stands already is a
   * `duplicate`, one whose identity stands with other content is a `conflict`, and neither is stored. What `following` makes of
   * these outcomes is settled and appended likewise, in the same transaction; its outcomes stand behind the others. Where
   * anything is left to store, `expected` is checked against the streams as they are.
   */
  readonly append: (
    events: NewEvents,
    at: Instant,
    expected?: ExpectedRevisions,
    following?: Following,
  ) => TaskEither<AppendError, Appended>
  /** What the same append would answer now, whatever it would refuse or throw included; stores nothing. */
  readonly settle: (events: NewEvents, expected?: ExpectedRevisions, following?: Following) => TaskEither<AppendError, Appended>
  readonly head: () => Promise<Head>
  readonly readAll: (afterPosition: number) => AsyncIterable<Page>
  readonly readStream: (stream: string, fromRevision?: number) => AsyncIterable<Page>
  /** The events at the given positions, in their order; positions beyond the head are left out. */
  readonly readAt: (positions: ReadonlyArray<number>) => Promise<Page>
  /** Everything after the position, then what is appended, until the signal aborts. Pull-based: a slow reader slows nobody. */
  readonly subscribe: (afterPosition: number, signal: AbortSignal) => AsyncIterable<Page>
  readonly readColumns: (afterPosition: number) => AsyncIterable<ColumnPage>
  readonly streamName: (ordinal: number) => string | undefined
  readonly streamOrdinal: (stream: string) => number | undefined
  readonly view: (view: string) => Promise<ViewState | undefined>
  readonly viewRow: (view: string, key: string) => Promise<string | undefined>
  readonly viewRows: (view: string) => AsyncIterable<readonly [key: string, json: string]>
  /** Rows and checkpoint in one transaction; readers see the old rows until it commits. */
  readonly changeView: (change: ViewChange) => TaskEither<StoreUnavailable | ViewMoved, void>
  /** Walks the whole log: hash chain, positions, streams, identities, columns. */
  readonly audit: (progress: Progress) => Promise<LogAudit>
  readonly close: () => Promise<void>
}

/** Thrown out of an iteration when the store fails in its midst; carries the named fault. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault'
  constructor(readonly fault: StoreUnavailable) {
    super(fault.message)
  }
}

/** Whether two JSON texts of one identity say the same; bytes alone would take white space for a conflict. */
export type SameContent = (stored: string, arrived: string) => boolean
