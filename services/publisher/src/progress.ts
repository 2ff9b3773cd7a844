import { createHash } from 'node:crypto'
import { parseJson } from '@earnback/kernel'
import type { EventStore, StoredEvent } from '@earnback/event-store'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'

const Marks = t.type({ first: t.string, last: t.string }, 'Marks')

/** Everything up to and including `position` is out; the marks name the log that it is a position of. Kept as JSON by the sink. */
const Progress = t.type({ version: t.literal(1), position: t.number, marks: Marks }, 'Progress')
export type Progress = t.TypeOf<typeof Progress>

/** Why a progress can't be taken up on this log. */
export interface ProgressFault {
  readonly kind: 'ProgressUnreadable' | 'LogIsAnother' | 'LogBehindProgress'
  readonly message: string
}

type ReadableLog = Pick<EventStore, 'head' | 'readAll' | 'readAt'>

/** An event's place in its log as a hash: its position, when it was recorded, and its bytes. */
const markOf = ({ position, stream, revision, recordedAt, json }: StoredEvent): string =>
  createHash('sha256')
    .update(JSON.stringify([position, recordedAt, stream, revision, json]))
    .digest('hex')

const firstOf = async (log: ReadableLog): Promise<StoredEvent | undefined> => {
  for await (const [first] of log.readAll(0)) return first
  return undefined
}

const NOTHING_PUBLISHED: Progress = { version: 1, position: 0, marks: { first: '', last: '' } }

/** The progress that stands for an event of the log; `first` is the mark of the log's first event, where it is known already. */
export const progressAt = async (log: ReadableLog, last: StoredEvent, first: string): Promise<Progress> => {
  const begun = first === '' ? await firstOf(log) : undefined
  const marks = { first: begun === undefined ? first : markOf(begun), last: markOf(last) }
  return { version: 1, position: last.position, marks }
}

export const encodeProgress = (progress: Progress): string => JSON.stringify(Progress.encode(progress))

const fault = (kind: ProgressFault['kind'], message: string): E.Either<ProgressFault, Progress> => E.left({ kind, message })

/**
 * Takes up a progress on a log, where it is one of this log's own: a log that is another, or an older copy of it, would be
 * skipped in part or sent twice.
 */
export const progressOn = async (log: ReadableLog, text: string | undefined): Promise<E.Either<ProgressFault, Progress>> => {
  if (text === undefined) return E.right(NOTHING_PUBLISHED)
  const read = Progress.decode(parseJson(text))
  if (E.isLeft(read) || !Number.isSafeInteger(read.right.position) || read.right.position < 0) {
    return fault('ProgressUnreadable', `the sink keeps the progress ${JSON.stringify(text.slice(0, 200))}, expected one of ours`)
  }
  const { position, marks } = read.right
  if (position === 0) return E.right(NOTHING_PUBLISHED)
  const first = await firstOf(log)
  if (first !== undefined && markOf(first) !== marks.first) {
    return fault('LogIsAnother', `the first event of this log is not that of the log whose position ${position} is out`)
  }
  const head = (await log.head()).position
  if (head < position) {
    return fault('LogBehindProgress', `position ${position} is out, and this log ends at ${head}: an older copy was put in place`)
  }
  const [last] = await log.readAt([position])
  if (last === undefined || markOf(last) !== marks.last) {
    return fault(
      'LogIsAnother',
      `the event at position ${position} is not the one that is out: the log went on from an older copy`,
    )
  }
  return E.right(read.right)
}
