import type { Calculated } from '@earnback/calculator'
import type { IngestReport } from '@earnback/ingester'
import { formatInstant, type Instant } from '@earnback/kernel'
import { decisionJson } from '../render/decision-json'
import { decisionText } from '../render/decision-text'
import { grouped } from '../render/amount'
import { visible } from '../render/visible'

/** What `run` tells while it runs, one line each; for people or, as JSON, for programs. */
export interface RunLog {
  readonly started: (what: {
    readonly path: string | undefined
    readonly parts: ReadonlySet<string>
    readonly kafka: unknown
  }) => void
  /** What is answered at an address: `health`, or `api` with the pages. */
  readonly listening: (what: 'health' | 'api', address: string) => void
  readonly batch: (report: IngestReport) => void
  readonly calculated: (calculated: Calculated) => void
  readonly caughtUp: (position: number) => void
  readonly published: (records: number, position: number) => void
  /** What a client of the broker says of itself. */
  readonly noted: (level: string, message: string, fields: Readonly<Record<string, unknown>>) => void
  readonly warned: (code: string, message: string) => void
  readonly stopped: () => void
}

interface Sink {
  readonly write: (line: string) => void
  readonly now: () => Instant
  readonly isJson: boolean
}

const countsText = (report: IngestReport): string =>
  [
    `read ${grouped(String(report.read))}`,
    `stored ${grouped(String(report.stored))}`,
    ...(report.duplicates > 0 ? [`duplicates ${grouped(String(report.duplicates))}`] : []),
    ...(report.quarantined > 0 ? [`quarantined ${grouped(String(report.quarantined))}`] : []),
    ...Object.entries(report.reasons).map(([code, count]) => `${code} ${count}`),
  ].join(', ')

export const runLog = ({ write, now, isJson }: Sink): RunLog => {
  const say = (event: string, text: string, details: Readonly<Record<string, unknown>> = {}): void => {
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
    batch: (report) => say('batch', countsText(report), { ...report }),
    calculated: ({ through, isNewRun, decisions }) => {
      say('run', `${isNewRun ? 'calculated' : 'nothing new; calculated'} through ${formatInstant(through)}`, {
        through: formatInstant(through),
        isNewRun,
        decisions: decisions.length,
      })
      for (const decision of decisions) say('decision', decisionText(decision), { decision: decisionJson(decision) })
    },
    caughtUp: (position) => say('caught-up', `the read model stands for position ${position}`, { position }),
    published: (records, position) =>
      say('published', `${grouped(String(records))} ${records === 1 ? 'record' : 'records'}, up to position ${position}`, {
        records,
        position,
      }),
    noted: (level, message, fields) => say('kafka', `${level}: ${message}`, { level, message, ...fields }),
    warned: (code, message) => say('warning', `${code}: ${message}`, { code, message }),
    stopped: () => say('stopped', 'everything taken in is stored'),
  }
}
