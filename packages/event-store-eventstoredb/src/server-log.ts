import {
  ErrorType,
  FORWARDS,
  NO_STREAM,
  START,
  type Credentials,
  type EventData,
  type EventStoreDBClient,
  type RecordedEvent,
} from '@eventstore/db-client'
import { commandErrorOf, fault, lastingFault, unknownOutcome, unreachable, Unanswered } from './faults'
import { type Delay, type Limits, retryDelayMs } from './limits'
import { isTransport } from './is-transport'
import { consume, type Reading } from './reading'
import { Session } from './session'

export interface ServerLogOptions {
  readonly connect: () => EventStoreDBClient
  readonly stream: string
  /** Handed to each append: with them the client makes a call of its own for it, whose deadline holds. */
  readonly credentials: Credentials | undefined
  readonly limits: Limits
  readonly delay: Delay
}

export type TakeRecords = (records: ReadonlyArray<RecordedEvent>) => Promise<void>
/** Answers whether more is wanted. */
export type TakeSome = (records: ReadonlyArray<RecordedEvent>) => Promise<boolean>

/** How much the client reads ahead: its own measure of 16 makes a page of every 16 events. */
const BUFFERED = { highWaterMark: 512 }

const isNotFound = (error: unknown): boolean => commandErrorOf(error)?.type === ErrorType.STREAM_NOT_FOUND

const revisionOf = (number: number) => (number <= 0 ? START : BigInt(number))

/** The log stream in EventStoreDB. Calls that go unanswered are made again, through a new client each time. */
export class ServerLog {
  private session: Session | undefined
  private readonly closing = new AbortController()

  constructor(private readonly options: ServerLogOptions) {}

  get isOpen(): boolean {
    return !this.closing.signal.aborted
  }

  /**
   * Appends behind the record `expected` (-1 for none) or not at all. An outcome that is not known is asked for again with the
   * same ids and the same expectation, which the server answers as it did the first time.
   */
  async append(events: ReadonlyArray<EventData>, expected: number): Promise<'appended' | 'overtaken'> {
    const { stream, credentials, limits } = this.options
    const options = {
      expectedRevision: expected < 0 ? NO_STREAM : BigInt(expected),
      deadline: limits.appendDeadlineMs,
      requiresLeader: true,
      ...(credentials === undefined ? {} : { credentials }),
    } as const
    const call = async ({ client }: Session): Promise<'appended' | 'overtaken'> => {
      try {
        const { success } = await this.answered(client.appendToStream(stream, [...events], options), limits.appendDeadlineMs)
        // Where the connection string says throwOnAppendFailure=false, the client answers what it would else throw.
        return success ? 'appended' : 'overtaken'
      } catch (error) {
        if (commandErrorOf(error)?.type === ErrorType.WRONG_EXPECTED_VERSION) return 'overtaken'
        throw error
      }
    }
    return this.calling(call, unknownOutcome)
  }

  /** Reads to the end of the log, from `from()` at each attempt. */
  read(from: () => number, take: TakeRecords): Promise<void> {
    return this.readWhile(from, async (records) => {
      await take(records)
      return true
    })
  }

  async readWhile(from: () => number, take: TakeSome): Promise<void> {
    const { stream, limits, delay } = this.options
    const { readSilenceMsMax: silenceMsMax } = limits
    const call = (session: Session): Promise<void> =>
      this.unlessNotFound(() => {
        const options = { fromRevision: revisionOf(from()), direction: FORWARDS, requiresLeader: true } as const
        return consume(session, session.client.readStream(stream, options, BUFFERED), { take, silenceMsMax, delay })
      })
    await this.calling(call, (error) => unreachable(error, 'reading'))
  }

  /** One subscription behind the record before `from`, until it ends, for whatever reason; throws where it fails. */
  async follow(from: number, take: TakeRecords, signal: AbortSignal): Promise<void> {
    const session = this.current()
    const reading: Reading = {
      take: async (records) => {
        await take(records)
        return true
      },
      signal,
    }
    // A subscription starts behind the record that it names.
    const fromRevision = from <= 0 ? START : BigInt(from - 1)
    try {
      const { client } = session
      await consume(
        session,
        client.subscribeToStream(this.options.stream, { fromRevision, requiresLeader: true }, BUFFERED),
        reading,
      )
    } catch (error) {
      if (signal.aborted || !this.isOpen) return
      if (isTransport(error)) this.renew(session)
      throw error
    }
  }

  /** From now on nothing is asked again and nothing new; what is under way may still be answered. */
  stop(): void {
    this.closing.abort()
  }

  async close(): Promise<void> {
    this.stop()
    const { session } = this
    this.session = undefined
    await session?.end()
  }

  private current(): Session {
    this.session ??= new Session(this.options.connect())
    return this.session
  }

  /** A client that has failed may keep its failure: what it once learnt of the server, or did not. */
  private renew(session: Session): void {
    if (this.session === session) this.session = undefined
    void session.end()
  }

  private async unlessNotFound(read: () => Promise<void>): Promise<void> {
    try {
      await read()
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }

  private async calling<A>(call: (session: Session) => Promise<A>, givenUp: (error: unknown) => Error): Promise<A> {
    const { limits, delay, stream } = this.options
    for (let failures = 1; ; failures++) {
      if (!this.isOpen) throw fault('STORE_UNREACHABLE', 'the store is closed. Open it again')
      const session = this.current()
      try {
        return await call(session)
      } catch (error) {
        const lasting = lastingFault(error, stream)
        if (lasting !== undefined) throw lasting
        if (!isTransport(error)) throw error
        this.renew(session)
        if (failures >= limits.callAttemptsMax || !this.isOpen) throw givenUp(error)
      }
      await delay(retryDelayMs(limits, failures), this.closing.signal)
    }
  }

  /** The client's own deadlines do not hold for every call. */
  private async answered<A>(call: Promise<A>, deadlineMs: number): Promise<A> {
    const done = new AbortController()
    const late = this.options.delay(deadlineMs + deadlineMs / 10, done.signal).then(() => {
      throw new Unanswered(`no answer within ${deadlineMs} ms`)
    })
    try {
      return await Promise.race([call, late])
    } finally {
      late.catch(() => undefined)
      call.catch(() => undefined)
      done.abort()
    }
  }
}
