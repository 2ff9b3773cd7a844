import { StoreFault, type StoreUnavailable } from '@earnback/event-store'
import { follow, ingest, type IngestReport, NOTHING_TAKEN, plus, type SourceUnusable } from '@earnback/ingester'
import { formatInstant, type Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { calculationFailure } from '../calculation-failure'
import type { Edge } from '../edge'
import { type Failure, storeFailure, usage } from '../failure'
import type { Engine } from '../wire'
import type { Part } from './parts'
import { noticingIdle } from './noticing-idle'
import { presentRecords } from './present-records'
import { causesOf } from './causes'
import type { RunLog, Stretch } from './run-log'
import { since } from './since'

const POLL_MS = 500
/** A source that is silent for this long is read to its end, for now. */
const QUIET_MS = 250
const RETRY_MS = 1_000

/** What a broker brings and takes, while the engine runs. */
export interface RunKafka {
  /** Reads topics until stopped; answers what ended it. */
  readonly read: (on: {
    readonly stop: AbortSignal
    readonly onTaken: (report: IngestReport, stretch: Stretch) => void
  }) => Promise<Failure | undefined>
  /** Publishes decisions until stopped, or once what is there; answers what ended it. */
  readonly publish: (on: { readonly stop: AbortSignal; readonly isOnce: boolean }) => Promise<Failure | undefined>
}

export interface RunOptions {
  /** A file or a folder to follow. */
  readonly path: string | undefined
  readonly parts: ReadonlySet<Part>
  /** Undefined where no broker is named. */
  readonly kafka: RunKafka | undefined
  /** Take in what is there, calculate, stop. */
  readonly isOnce: boolean
  readonly everyMs: number
  readonly now: () => Instant
  readonly pause: Edge['pause']
  readonly stop: AbortSignal
  readonly log: RunLog
}

/** What a run came to. */
export interface RunTotals extends IngestReport {
  readonly runs: number
  readonly decisions: number
  readonly through: string | null
}

const sourceFailure = (error: StoreUnavailable | SourceUnusable): Failure =>
  error.kind === 'StoreUnavailable' ? storeFailure(error) : usage(error.code, error.message, 'what came before it was taken in')

/** The whole engine in one process: takes in, calculates on schedule, keeps the read model at the head, until it is stopped. */
export class RunningEngine {
  private readonly ended = new AbortController()
  private readonly signal: AbortSignal
  private taken = NOTHING_TAKEN
  private runs = 0
  private decisions = 0
  private through: Instant | undefined
  private failure: Failure | undefined
  /** What reads or moves the read model goes one after the other. */
  private queue: Promise<void> = Promise.resolve()
  private hasCaughtUp = false

  constructor(
    private readonly engine: Engine,
    private readonly options: RunOptions,
  ) {
    this.signal = AbortSignal.any([options.stop, this.ended.signal])
  }

  async run(): Promise<E.Either<Failure, RunTotals>> {
    const { isOnce, log } = this.options
    log.started(this.options)
    await (isOnce ? this.runOnce() : this.runOn())
    await this.queue
    if (this.failure !== undefined) return E.left(this.failure)
    log.stopped()
    return E.right({
      ...this.taken,
      runs: this.runs,
      decisions: this.decisions,
      through: this.through === undefined ? null : formatInstant(this.through),
    })
  }

  private has(part: Part): boolean {
    return this.options.parts.has(part)
  }

  private async runOnce(): Promise<void> {
    const { path, kafka } = this.options
    if (path !== undefined && this.has('ingester')) await this.takeInPresent(path)
    if (!this.signal.aborted && this.has('calculator')) this.calculateSoon()
    await this.queue
    if (kafka === undefined || !this.has('publisher') || this.signal.aborted) return
    const ended = await kafka.publish({ stop: this.signal, isOnce: true })
    if (ended !== undefined) this.fail(ended)
  }

  /** Each part until it is stopped; what ends one of them ends all. */
  private async runOn(): Promise<void> {
    const { path, kafka } = this.options
    const parts: Array<Promise<void>> = []
    if (this.has('ingester') && path !== undefined) parts.push(this.followSource(path))
    else if (this.has('calculator')) this.calculateSoon()
    if (this.has('ingester') && kafka !== undefined) parts.push(this.readTopics(kafka))
    if (this.has('calculator')) parts.push(this.keepSchedule())
    if (this.has('projector') && (kafka !== undefined || !this.has('ingester'))) parts.push(this.followLog())
    if (this.has('publisher') && kafka !== undefined) parts.push(this.publish(kafka))
    await Promise.all(parts)
  }

  private async readTopics(kafka: RunKafka): Promise<void> {
    const onTaken = (report: IngestReport, stretch: Stretch): void => {
      if (report.read > 0) this.options.log.batch(report, stretch)
      this.taken = plus(this.taken, report)
    }
    const ended = await kafka.read({ stop: this.signal, onTaken })
    if (ended !== undefined) this.fail(ended)
  }

  private async publish(kafka: RunKafka): Promise<void> {
    const ended = await kafka.publish({ stop: this.signal, isOnce: false })
    if (ended !== undefined) this.fail(ended)
  }

  /** Keeps the read model at the head, whoever appends. */
  private async followLog(): Promise<void> {
    const { store } = this.engine
    let isWaiting = false
    try {
      for await (const _ of store.subscribe((await store.head()).position, this.signal)) {
        if (isWaiting) continue
        isWaiting = true
        this.enqueue(() => {
          isWaiting = false
          return this.refresh()
        })
      }
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error
      this.onFault(storeFailure(error.fault))
    }
  }

  private async takeInPresent(path: string): Promise<void> {
    const taken = await this.takeIn(presentRecords(path, this.signal))
    if (taken !== undefined) this.fail(sourceFailure(taken))
  }

  /** A store that is busy for long is no reason to end: the source is read again, and what stands already does no harm. */
  private async followSource(path: string): Promise<void> {
    const { pause, log } = this.options
    while (!this.signal.aborted) {
      const followed = follow(path, this.signal, POLL_MS)
      const fault = await this.takeIn(
        noticingIdle(
          followed,
          (until) => pause(QUIET_MS, until),
          () => this.onIdle(),
        ),
      )
      if (fault === undefined) return
      if (fault.code !== 'STORE_BUSY') return this.fail(sourceFailure(fault))
      log.warned(fault.code, fault.message)
      await pause(RETRY_MS, this.signal)
    }
  }

  private async takeIn(records: Parameters<typeof ingest>[2]): Promise<StoreUnavailable | SourceUnusable | undefined> {
    const { engine, options } = this
    const before = this.taken
    let last = NOTHING_TAKEN
    const report = await ingest(engine.store, { now: options.now }, records, ({ bytes: _, ...progress }) => {
      options.log.batch(since(last, progress))
      last = progress
      this.taken = plus(before, progress)
    })()
    return E.isLeft(report) ? report.left : undefined
  }

  private onIdle(): void {
    const isFirst = !this.hasCaughtUp
    this.hasCaughtUp = true
    if (isFirst && this.has('calculator')) return this.calculateSoon()
    if (this.has('projector')) this.enqueue(() => this.refresh())
  }

  private async keepSchedule(): Promise<void> {
    const { pause, everyMs } = this.options
    for (;;) {
      await pause(everyMs, this.signal)
      if (this.signal.aborted) return
      this.calculateSoon()
      await this.queue
    }
  }

  private calculateSoon(): void {
    this.enqueue(() => this.calculate())
  }

  private async calculate(): Promise<void> {
    const { engine, options } = this
    const calculated = await engine.calculate(options.now())()
    if (E.isLeft(calculated)) return this.onFault(calculationFailure(calculated.left))
    this.runs += calculated.right.isNewRun ? 1 : 0
    this.decisions += calculated.right.decisions.length
    this.through = calculated.right.through
    options.log.calculated(calculated.right, await causesOf(engine.store, calculated.right.decisions))
  }

  private async refresh(): Promise<void> {
    const { position } = await this.engine.projector.catchUp()
    this.options.log.caughtUp(position)
  }

  private enqueue(work: () => Promise<void>): void {
    this.queue = this.queue.then(async () => {
      try {
        await work()
      } catch (error) {
        if (!(error instanceof StoreFault)) throw error
        this.onFault(storeFailure(error.fault))
      }
    })
    // Whoever waits for the queue meets a bug in it; until then nobody may.
    this.queue.catch(() => this.ended.abort())
  }

  /** What passes by itself is tried again on schedule. */
  private onFault(failure: Failure): void {
    const { isOnce, log } = this.options
    if (isOnce || (failure.code !== 'STORE_BUSY' && failure.code !== 'CALCULATION_CONTENDED')) return this.fail(failure)
    log.warned(failure.code, failure.message)
  }

  private fail(failure: Failure): void {
    this.failure ??= failure
    this.ended.abort()
  }
}
