import type { RecordedEvent } from '@eventstore/db-client'
import * as E from 'fp-ts/Either'
import type { Instant } from '@earnback/kernel'
import { type EventStore, type NewEvent, StoreFault } from '@earnback/event-store'
import { Assembler, type LogEvent } from './assembler'
import type { Batch } from './batch-plan'
import { corrupt, foreign } from './faults'
import { logRecordOf } from './log-record'

export interface IntakeOptions {
  readonly mirror: EventStore
  /** Decodes stored JSON to the payload that the mirror's columns are taken from. */
  readonly decode: (json: string) => unknown
  /** Where the mirror stood when it was opened. */
  readonly position: number
  readonly recordedAt: Instant | undefined
}

const LOOK_BACK_RECORDS = 1_000

interface Ready {
  readonly id: string
  readonly first: number
  readonly recordedAt: Instant
  readonly count: number
  readonly events: () => ReadonlyArray<NewEvent>
}

const wentOn = (position: number): StoreFault =>
  foreign(
    `the mirror and EventStoreDB hold different events at ${position}: the server was restored from a backup and went on. What it lacks is in the mirror; remove the mirror to go on without`,
  )

/**
 * Takes the records of the log, from whichever call brings them first, and appends each complete append to the mirror as one
 * append of its own: so every mirror of a log is cut alike and has the same hashes. What comes twice is passed over, and so is
 * what another process has put into the same mirror.
 */
export class Intake {
  private readonly assembler: Assembler
  private next: number
  private standing: number
  private seen = 0
  private lastRecordedAt: Instant | undefined
  private readonly ready: Ready[] = []
  private readonly awaited = new Map<string, boolean>()
  private work: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: IntakeOptions) {
    // A record is an event or a part of one: the mirror's last event has the number of its position or a higher one. What comes
    // before it is read again, so that the append which the mirror ends with is seen whole and compared.
    this.next = Math.max(0, options.position - 1 - LOOK_BACK_RECORDS)
    this.standing = options.position
    this.lastRecordedAt = options.recordedAt
    this.assembler = new Assembler(this.next > 0)
  }

  /** The number of the last record that was taken, -1 for none. */
  get end(): number {
    return this.next - 1
  }

  /** The last event that the server was seen to hold whole; 0 while none was. */
  get reached(): number {
    return this.seen
  }

  get position(): number {
    return this.standing
  }

  get recordedAt(): Instant | undefined {
    return this.lastRecordedAt
  }

  /** Whether the mirror holds everything that was taken, so that `end` and `position` tell of one moment. */
  get isSettled(): boolean {
    return this.ready.length === 0
  }

  /** Whether the log ends within an append of several calls. */
  get isMidway(): boolean {
    return this.assembler.isMidway
  }

  offer(records: ReadonlyArray<RecordedEvent>): Promise<void> {
    return this.serially(async () => {
      await this.drain()
      for (const record of records) await this.take(record)
    })
  }

  /** Takes an append that this process has just written behind `end`; answers false where its records have begun to come already. */
  own(batch: Batch, end: number): Promise<boolean> {
    return this.serially(async () => {
      await this.drain()
      if (this.end !== end) return false
      this.assembler.drop()
      this.next += batch.records
      const { id, first, recordedAt, events } = batch
      this.ready.push({ id, first, recordedAt, count: events.length, events: () => events })
      await this.drain()
      return true
    })
  }

  /** From now on the append with this id is looked out for. */
  await(id: string): void {
    this.awaited.set(id, false)
  }

  hasArrived(id: string): boolean {
    return this.awaited.get(id) === true
  }

  forget(id: string): void {
    this.awaited.delete(id)
  }

  private async take(recorded: RecordedEvent): Promise<void> {
    const number = Number(recorded.revision)
    if (number < this.next) return
    if (number > this.next) {
      throw corrupt(
        `the log in EventStoreDB goes from record ${this.next - 1} to ${number}. Records must never be deleted, truncated or scavenged: restore the server from a backup`,
      )
    }
    const batch = this.assembler.take(logRecordOf(recorded))
    this.next++
    if (batch === undefined) return
    const { id, first, recordedAt, events } = batch
    this.ready.push({ id, first, recordedAt, count: events.length, events: () => events.map((event) => this.newEvent(event)) })
    await this.drain()
  }

  /** What could not be appended to the mirror stays, and is tried again before anything else. */
  private async drain(): Promise<void> {
    for (let batch = this.ready[0]; batch !== undefined; batch = this.ready[0]) {
      await this.keep(batch)
      this.ready.shift()
    }
  }

  private async keep(batch: Ready): Promise<void> {
    const { id, first, recordedAt, count } = batch
    const last = first + count - 1
    this.seen = Math.max(this.seen, last)
    if (last <= this.standing && last === this.options.position) await this.compare(batch, last)
    if (last > this.standing) {
      // An append is in a mirror whole or not at all, so one that goes beyond the mirror's end and begins before it is another history.
      if (first <= this.standing && this.standing === this.options.position) throw wentOn(this.standing)
      if (first !== this.standing + 1)
        throw corrupt(`an append in EventStoreDB starts at ${first}, and ${this.standing + 1} was due`)
      const appended = await this.options.mirror.append(batch.events(), recordedAt)()
      if (E.isLeft(appended)) throw appended.left.kind === 'StoreUnavailable' ? new StoreFault(appended.left) : new TypeError()
      const isSame = appended.right.outcomes.every(
        ({ outcome, position }, at) => outcome !== 'conflict' && position === first + at,
      )
      if (!isSame) throw foreign(`the mirror holds another log from ${first} on. Remove it, and it is filled again`)
      this.standing = last
      this.lastRecordedAt = recordedAt
    }
    if (this.awaited.has(id)) this.awaited.set(id, true)
  }

  /** The mirror's last event has to be the server's: a server that was restored from a backup may have gone on with others. */
  private async compare(batch: Ready, last: number): Promise<void> {
    const [mirrored] = await this.options.mirror.readAt([last])
    if (mirrored?.json === batch.events().at(-1)?.json) return
    throw wentOn(last)
  }

  private newEvent({ stream, source, id, json, notes }: LogEvent): NewEvent {
    const payload = this.options.decode(json)
    return notes === undefined ? { stream, source, id, json, payload } : { stream, source, id, json, payload, notes }
  }

  private serially<A>(work: () => Promise<A>): Promise<A> {
    const run = this.work.then(work)
    this.work = run.catch(() => undefined)
    return run
  }
}
