import * as E from 'fp-ts/Either'
import type { RecordSink, SinkFault, SinkRecord } from '../src'

/** What a broker keeps, whoever holds the sink. */
export class MemoryTopics {
  readonly records: SinkRecord[] = []
  readonly transactions: Array<{ readonly records: number; readonly progress: string }> = []
  progress: string | undefined
  epoch = 0

  of(topic: string): ReadonlyArray<SinkRecord> {
    return this.records.filter((record) => record.topic === topic)
  }
}

/** `lost`: nothing got through. `unknown`: all of it did, and the answer is lost. `silent`: no answer ever comes. */
export type Trouble = 'lost' | 'unknown' | 'rejected' | 'silent'

const fault = (kind: SinkFault['kind']): E.Either<SinkFault, never> => E.left({ kind, message: `${kind} by a switch` })
const NEVER = new Promise<never>(() => undefined)

/** The port in memory; `troubles` are met one after the other, undefined where all goes well. */
export class MemorySink implements RecordSink {
  opens = 0
  closes = 0
  private epoch = -1
  private isBroken = true

  constructor(
    readonly topics: MemoryTopics = new MemoryTopics(),
    readonly openTroubles: Array<Trouble | undefined> = [],
    readonly publishTroubles: Array<Trouble | undefined> = [],
  ) {}

  readonly open: RecordSink['open'] = () => async () => {
    this.opens += 1
    const trouble = this.openTroubles.shift()
    if (trouble === 'silent') return NEVER
    if (trouble === 'rejected') return fault('SinkRejected')
    if (trouble !== undefined) return fault('SinkUnavailable')
    this.epoch = ++this.topics.epoch
    this.isBroken = false
    return E.right({ progress: this.topics.progress })
  }

  readonly publish: RecordSink['publish'] = (records, progress) => async () => {
    if (this.isBroken) throw new Error('published on a sink that has to be opened first')
    if (this.epoch !== this.topics.epoch) return this.broken('SinkFenced')
    const trouble = this.publishTroubles.shift()
    if (trouble === 'silent') return NEVER
    if (trouble === 'lost') return this.broken('SinkUnavailable')
    if (trouble === 'rejected') return this.broken('SinkRejected')
    this.topics.records.push(...records)
    this.topics.transactions.push({ records: records.length, progress })
    this.topics.progress = progress
    return trouble === 'unknown' ? this.broken('SinkUnavailable') : E.right(undefined)
  }

  readonly close: RecordSink['close'] = async () => {
    this.closes += 1
  }

  private broken(kind: SinkFault['kind']): E.Either<SinkFault, never> {
    this.isBroken = true
    return fault(kind)
  }
}
