import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { instantOfMicros, type Instant } from '@earnback/kernel'
import {
  type Appended,
  type AppendError,
  type EventStore,
  type ExpectedRevisions,
  type Following,
  type NewEvent,
  type NewEvents,
  StoreFault,
} from '@earnback/event-store'
import { type Batch, planBatch } from './batch-plan'
import type { CatchUp } from './catch-up'
import { fault } from './faults'
import type { Intake } from './intake'
import type { Delay, Limits } from './limits'
import type { ServerLog } from './server-log'

export interface AppenderOptions {
  readonly server: ServerLog
  readonly mirror: EventStore
  readonly intake: Intake
  readonly catchUp: CatchUp
  readonly newId: () => string
  readonly delay: Delay
  readonly limits: Limits
}

export interface ToAppend {
  readonly events: NewEvents
  readonly expected: ExpectedRevisions | undefined
  readonly following: Following | undefined
}

interface Judged {
  readonly answer: E.Either<AppendError, Appended>
  readonly fresh: ReadonlyArray<NewEvent>
}

const UNFINISHED_POLLS = 10
const NEVER = new AbortController().signal

/** Appends to the log, one append of this process after the other; what the mirror knows decides, and the server fences. */
export class Appender {
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: AppenderOptions) {}

  append(toAppend: ToAppend, at: Instant): TaskEither<AppendError, Appended> {
    return () => {
      const run = this.last.then(() => this.attempts(toAppend, at))
      this.last = run.catch(() => undefined)
      return run
    }
  }

  async idle(): Promise<void> {
    await this.last
  }

  private async attempts(toAppend: ToAppend, at: Instant): Promise<E.Either<AppendError, Appended>> {
    try {
      return await this.attemptAll(toAppend, at)
    } catch (error) {
      if (error instanceof StoreFault) return E.left(error.fault)
      throw error
    }
  }

  private async attemptAll(toAppend: ToAppend, at: Instant): Promise<E.Either<AppendError, Appended>> {
    const { catchUp, intake, limits } = this.options
    // Asked for once: what is sent has to be in memory as a whole.
    const events = toAppend.events.slice(0, toAppend.events.length)
    let isCaughtUp = false
    for (let attempt = 1; attempt <= limits.appendAttemptsMax; attempt++) {
      await this.waitForUnfinished()
      const { answer, fresh } = await this.judge(events, toAppend)
      // From here to the call nothing is waited for: what was judged must be what the call is fenced with.
      const isBehind = !intake.isSettled || (E.isRight(answer) && answer.right.head - fresh.length !== intake.position)
      // What needs no writing may be true of a mirror that is behind, and not of the log.
      const isAnswer = !isBehind && fresh.length === 0
      if (isAnswer && isCaughtUp) return answer
      const isWritten = !isBehind && !isAnswer && (await this.write(fresh, at))
      if (isWritten) return answer
      await catchUp.now()
      isCaughtUp = true
    }
    return E.left(
      fault('STORE_BUSY', `other processes were faster ${limits.appendAttemptsMax} times in a row. Append again`).fault,
    )
  }

  private async judge(events: ReadonlyArray<NewEvent>, { expected, following }: ToAppend): Promise<Judged> {
    let followers: ReadonlyArray<NewEvent> = []
    const answer = await this.options.mirror.settle(events, expected, (outcomes) => {
      followers = following?.(outcomes) ?? []
      return followers
    })()
    if (E.isLeft(answer)) return { answer, fresh: [] }
    const all = followers.length === 0 ? events : [...events, ...followers]
    return { answer, fresh: all.filter((_, index) => answer.right.outcomes[index]?.outcome === 'stored') }
  }

  /** Whether the events stand in the log now, as judged; false where somebody else was faster. */
  private async write(fresh: ReadonlyArray<NewEvent>, at: Instant): Promise<boolean> {
    const { intake, limits, newId, catchUp } = this.options
    const { end, position, recordedAt } = intake
    const batch = planBatch(newId(), fresh, position + 1, instantOfMicros(Math.max(at, recordedAt ?? at)), limits.maxAppendBytes)
    intake.await(batch.id)
    try {
      if (await this.writeChunks(batch, end)) {
        if (!(await intake.own(batch, end))) await catchUp.now()
        return true
      }
      // Overtaken it says; yet an earlier attempt of ours may have been what overtook.
      await catchUp.now()
      return intake.hasArrived(batch.id)
    } finally {
      intake.forget(batch.id)
    }
  }

  private async writeChunks(batch: Batch, end: number): Promise<boolean> {
    let expected = end
    for (const chunk of batch.chunks) {
      if ((await this.options.server.append(chunk, expected)) === 'overtaken') return false
      expected += chunk.length
    }
    return true
  }

  /**
   * Where the log ends within an append of another process, that process gets the time to go on. One that has stopped is
   * overtaken: what follows makes its part void for every reader.
   */
  private async waitForUnfinished(): Promise<void> {
    const { intake, catchUp, delay, limits } = this.options
    let quiet = 0
    while (intake.isMidway && quiet < UNFINISHED_POLLS) {
      const { end } = intake
      await delay(limits.unfinishedMsMax / UNFINISHED_POLLS, NEVER)
      await catchUp.now()
      quiet = intake.end === end ? quiet + 1 : 0
    }
  }
}
