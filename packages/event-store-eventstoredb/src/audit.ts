import type { EventStore, LogAudit, LogProblem, Progress, StoredEvent } from '@earnback/event-store'
import { Assembler, type LogBatch } from './assembler'
import { logRecordOf } from './log-record'
import type { ServerLog } from './server-log'

const PROBLEMS_MAX = 1_000

const differing = (stored: StoredEvent | undefined, batch: LogBatch, at: number): string | undefined => {
  const event = batch.events[at]
  if (stored === undefined) return 'the mirror does not hold it'
  const differences = [
    stored.json === event?.json ? [] : ['content'],
    stored.stream === event?.stream ? [] : ['stream'],
    stored.recordedAt === batch.recordedAt ? [] : ['time of recording'],
    JSON.stringify(stored.notes) === JSON.stringify(event?.notes) ? [] : ['notes'],
  ].flat()
  return differences.length === 0 ? undefined : `EventStoreDB and the mirror disagree about its ${differences.join(', ')}`
}

/** Compares the log in EventStoreDB with the mirror, event by event. */
class Comparison {
  readonly problems: LogProblem[] = []
  private readonly assembler = new Assembler(false)
  private next = 0
  position = 0

  constructor(private readonly mirror: EventStore) {}

  get nextNumber(): number {
    return this.next
  }

  async take(recorded: Parameters<typeof logRecordOf>[0]): Promise<void> {
    const record = logRecordOf(recorded)
    if (record.number < this.next) return
    if (record.number > this.next) this.report('LOG_GAP', `record ${this.next}`, 'EventStoreDB does not hold it')
    this.next = record.number + 1
    const batch = this.assembler.take(record)
    if (batch !== undefined) await this.compare(batch)
  }

  private async compare(batch: LogBatch): Promise<void> {
    const { first, events } = batch
    if (first !== this.position + 1) this.report('LOG_GAP', `event ${first}`, `${this.position + 1} was due`)
    const stored = await this.mirror.readAt(events.map((_, at) => first + at))
    for (const at of events.keys()) {
      const difference = differing(stored[at], batch, at)
      if (difference !== undefined) this.report('MIRROR_DIFFERS', `event ${first + at}`, difference)
    }
    this.position = first + events.length - 1
  }

  report(code: string, where: string, message: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push({ code, where, message })
  }
}

/** What the mirror finds wrong with itself, then where it and the server disagree. */
export const auditBoth = async (server: ServerLog, mirror: EventStore, progress: Progress): Promise<LogAudit> => {
  const audit = await mirror.audit(progress)
  const comparison = new Comparison(mirror)
  const total = audit.head.position
  await server.read(
    () => comparison.nextNumber,
    async (records) => {
      for (const record of records) await comparison.take(record)
      progress(Math.min(comparison.position, total), total)
    },
  )
  if (comparison.position < total) {
    comparison.report('SERVER_BEHIND', `event ${comparison.position + 1}`, 'the mirror holds it and EventStoreDB does not')
  }
  return { ...audit, problems: [...audit.problems, ...comparison.problems] }
}
