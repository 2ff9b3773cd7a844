import type { Instant } from '@earnback/kernel'
import type { Notes } from '@earnback/event-store'
import { corrupt } from './faults'
import type { LogRecord } from './log-record'

/** One event of the port, put together from its records. */
export interface LogEvent {
  readonly stream: string
  readonly json: string
  readonly notes: Notes | undefined
  readonly source: string
  readonly id: string
}

/** An append that stands complete in the log. */
export interface LogBatch {
  readonly id: string
  /** The position of its first event, as its writer counted. */
  readonly first: number
  readonly recordedAt: Instant
  readonly events: ReadonlyArray<LogEvent>
}

interface Identified {
  readonly source: string
  readonly id: string
}

const identityIn = (value: unknown, number: number): Identified => {
  const { source, id } = value as Partial<Identified>
  if (typeof source !== 'string' || typeof id !== 'string') throw corrupt(`record ${number} of the log has no source or no id`)
  return { source, id }
}

const textOf = (parts: ReadonlyArray<LogRecord>): string =>
  Buffer.concat(parts.map((part) => part.content as Uint8Array)).toString()

const eventsOf = (records: ReadonlyArray<LogRecord>): LogEvent[] => {
  const events: LogEvent[] = []
  for (let at = 0; at < records.length;) {
    const record = records[at] as LogRecord
    const parts = records.slice(at, at + record.parts)
    const { stream, notes, content, number } = record
    const json = typeof content === 'string' ? content : textOf(parts)
    events.push({ stream, notes, json, ...identityIn(record.value ?? JSON.parse(json), number) })
    at += record.parts
  }
  return events
}

/**
 * Takes the records of the log in their order and answers the appends that are complete. An append of several calls is complete
 * with its last record and not before. Where another begins first, its writer was overtaken or died, and every reader drops what
 * there is of it: nobody can add to it any more, since each call names the record that it follows.
 */
export class Assembler {
  private records: LogRecord[] = []

  /** A reader that starts behind the beginning may start within an append, which is none of its business. */
  constructor(private isBetween: boolean) {}

  /** Whether there is an append that may still be completed. */
  get isMidway(): boolean {
    return this.records.length > 0
  }

  /** Drops what there is of it: a record was written behind it that begins another. */
  drop(): void {
    this.records = []
    this.isBetween = false
  }

  take(record: LogRecord): LogBatch | undefined {
    if (this.isBetween && record.index > 0) return undefined
    this.isBetween = false
    const last = this.records.at(-1)
    if (record.index === 0) this.records = []
    else if (last === undefined || last.batch !== record.batch || last.index + 1 !== record.index) {
      throw corrupt(
        `record ${record.number} of the log is number ${record.index} of an append whose records before it are not there. Restore the server from a backup`,
      )
    }
    this.records.push(record)
    if (this.records.length < record.count) return undefined
    const { records } = this
    this.records = []
    return { id: record.batch, first: record.first, recordedAt: record.recordedAt, events: eventsOf(records) }
  }
}
