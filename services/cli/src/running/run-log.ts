import type { Calculated } from '@earnback/calculator'
import type { Event } from '@earnback/coupon'
import type { IngestReport, RecordOutcome } from '@earnback/ingester'
import { formatInstant, type Instant } from '@earnback/kernel'
import type { SentDecision } from '../kafka/telling-sink'
import { grouped } from '../render/amount'
import { decisionJson } from '../render/decision-json'
import { decisionText } from '../render/decision-text'
import { visible } from '../render/visible'
import type { Cause } from './causes'
import { recordName } from './record-name'

/** The records of a partition that were taken in together: those of the offsets `from` up to and without `next`. */
export interface Stretch {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly next: number
  readonly outcomes: () => ReadonlyArray<RecordOutcome>
}

/** What `run` tells while it runs, one line each; for people or, as JSON, for programs. */
export interface RunLog {
  readonly started: (what: {
    readonly path: string | undefined
    readonly parts: ReadonlySet<string>
    readonly kafka: unknown
  }) => void
  /** What is answered at an address: `health`, or `api` with the pages. */
  readonly listening: (what: 'health' | 'api', address: string) => void
  readonly batch: (report: IngestReport, stretch?: Stretch) => void
  readonly calculated: (calculated: Calculated, causes: ReadonlyMap<string, Cause>) => void
  readonly caughtUp: (position: number) => void
  readonly published: (records: number, position: number) => void
  readonly sent: (decision: SentDecision) => void
  /** What a client of the broker says of itself. */
  readonly noted: (level: string, message: string, fields: Readonly<Record<string, unknown>>) => void
  readonly warned: (code: string, message: string) => void
  readonly stopped: () => void
}

interface Sink {
  readonly write: (line: string) => void
  readonly now: () => Instant
  readonly isJson: boolean
  /** A line for every record of a topic, and not for those alone that were set aside. */
  readonly isDetailed: boolean
}

type Say = (event: string, text: string, details?: Readonly<Record<string, unknown>>) => void

/** A topic that brings nothing but poison fills no disk with lines; `quarantine list` has them all. */
const QUARANTINED_LINES_MAX = 20

const countsText = (report: IngestReport): string =>
  [
    `read ${grouped(String(report.read))}`,
    `stored ${grouped(String(report.stored))}`,
    ...(report.duplicates > 0 ? [`duplicates ${grouped(String(report.duplicates))}`] : []),
    ...(report.quarantined > 0 ? [`quarantined ${grouped(String(report.quarantined))}`] : []),
    ...Object.entries(report.reasons).map(([code, count]) => `${code} ${count}`),
  ].join(', ')

const placeText = ({ topic, partition, from, next }: Stretch): string =>
  `${topic}/${partition}@${from}${next - from > 1 ? `-${next - 1}` : ''}: `

const sayRecord = (say: Say, { topic, partition }: Stretch, { offset, outcome, position, event, code }: RecordOutcome): void => {
  const origin = { topic, partition, offset }
  const record = recordName(origin)
  const spendId = event?.name === 'SpendRecorded' ? event.data.spendId : undefined
  const named = event === undefined ? '' : `, ${event.source} ${event.id}${spendId === undefined ? '' : `, spend ${spendId}`}`
  const why = code === undefined ? '' : ` as ${code}`
  say('record', `${record}: ${outcome}${why}, position ${position}${named}`, {
    record,
    ...origin,
    outcome,
    position,
    code,
    source: event?.source,
    id: event?.id,
    spendId,
  })
}

const sayBatch = (say: Say, isDetailed: boolean, report: IngestReport, stretch: Stretch | undefined): void => {
  if (stretch === undefined) return say('batch', countsText(report), { ...report })
  const { outcomes, ...place } = stretch
  say('batch', `${placeText(stretch)}${countsText(report)}`, { ...place, ...report })
  if (!isDetailed && report.quarantined === 0) return
  let quarantined = 0
  for (const one of outcomes())
    if (isDetailed || (one.outcome === 'quarantined' && ++quarantined <= QUARANTINED_LINES_MAX)) sayRecord(say, stretch, one)
}

/** A threshold names its line already; a grant does not. */
const decidedText = (decision: Event, cause: Cause | undefined): string => {
  const told = decisionText(decision)
  if (cause === undefined) return told
  const by = `by spend ${cause.spendId}`
  const place = [`position ${cause.position}`, recordName(cause.origin)].flatMap((part) => part ?? [])
  return `${told}${told.endsWith(by) ? '' : `, ${by}`} (${place.join(', ')})`
}

const sayRun = (say: Say, { through, isNewRun, decisions }: Calculated, causes: ReadonlyMap<string, Cause>): void => {
  const until = formatInstant(through)
  const isNew = isNewRun ? 'calculated' : 'nothing new; calculated'
  say('run', `${isNew} through ${until}`, { through: until, isNewRun, decisions: decisions.length })
  for (const decision of decisions) {
    const cause = causes.get(decision.id)
    say('decision', decidedText(decision, cause), {
      decision: decisionJson(decision),
      ...(cause === undefined ? {} : { cause: { ...cause, record: recordName(cause.origin) } }),
    })
  }
}

const saySent = (say: Say, sent: SentDecision): void => {
  const spend = sent.spendId === null ? '' : `, spend ${sent.spendId}`
  say('sent', `${sent.id} to ${sent.topic}, position ${sent.position}${spend}`, { ...sent })
}

export const runLog = ({ write, now, isJson, isDetailed }: Sink): RunLog => {
  const say: Say = (event, text, details = {}) => {
    const at = formatInstant(now())
    write(isJson ? `${JSON.stringify({ at, event, ...details })}\n` : `${at}  ${event.padEnd(10)}  ${visible(text)}\n`)
  }
  return {
    started: ({ path, parts, kafka }) => {
      const sources = [...(path === undefined ? [] : [path]), ...(kafka === undefined ? [] : ['Kafka'])]
      const follows = sources.length === 0 ? 'no source to follow' : `follows ${sources.join(' and ')}`
      const names = [...parts]
      say('started', `${names.join(', ')}; ${follows}`, { parts: names, source: path ?? null, kafka: kafka !== undefined })
    },
    listening: (what, address) => say('listening', `${what} at ${address}`, { what, address }),
    batch: (report, stretch) => sayBatch(say, isDetailed, report, stretch),
    calculated: (calculated, causes) => sayRun(say, calculated, causes),
    caughtUp: (position) => say('caught-up', `the read model stands for position ${position}`, { position }),
    published: (records, position) =>
      say('published', `${grouped(String(records))} ${records === 1 ? 'record' : 'records'}, up to position ${position}`, {
        records,
        position,
      }),
    sent: (decision) => saySent(say, decision),
    noted: (level, message, fields) => say('kafka', `${level}: ${message}`, { level, message, ...fields }),
    warned: (code, message) => say('warning', `${code}: ${message}`, { code, message }),
    stopped: () => say('stopped', 'everything taken in is stored'),
  }
}
