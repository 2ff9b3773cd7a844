import type { EventStore } from '@earnback/event-store'
import { Assembler, type LogBatch } from './assembler'
import type { CatchUp } from './catch-up'
import { foreign } from './faults'
import type { Intake } from './intake'
import { logRecordOf } from './log-record'
import type { ServerLog } from './server-log'

export interface Opened {
  readonly server: ServerLog
  readonly mirror: EventStore
  readonly intake: Intake
  readonly catchUp: CatchUp
}

const firstBatchOf = async (server: ServerLog): Promise<LogBatch | undefined> => {
  const assembler = new Assembler(false)
  let next = 0
  let first: LogBatch | undefined
  await server.readWhile(
    () => next,
    async (records) => {
      for (const recorded of records) {
        const record = logRecordOf(recorded)
        if (record.number < next || first !== undefined) continue
        next = record.number + 1
        first = assembler.take(record)
      }
      return first === undefined
    },
  )
  return first
}

/** Catches up, and refuses a mirror that is not of this log: one of another log, or one that knows more than the server. */
export const checkMirror = async ({ server, mirror, intake, catchUp }: Opened): Promise<void> => {
  const [mirrored] = await mirror.readAt([1])
  if (mirrored !== undefined) {
    const first = await firstBatchOf(server)
    const isSame = first?.events[0]?.json === mirrored.json && first.recordedAt === mirrored.recordedAt
    if (!isSame) {
      throw foreign(
        'the mirror holds another log than the stream in EventStoreDB. Name the stream that it belongs to, or remove it, and it is filled again',
      )
    }
  }
  const { position } = await mirror.head()
  await catchUp.now()
  // Records may outnumber events, so what counts is the last event that came whole, where the look back saw one.
  if (intake.end + 1 < position || (intake.reached > 0 && intake.reached < position)) {
    throw foreign(
      `the mirror knows ${position} events and EventStoreDB fewer: it was restored from a backup. What is missing is in the mirror; remove the mirror to go on without`,
    )
  }
}
