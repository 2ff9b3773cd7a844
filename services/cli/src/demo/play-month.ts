import type { ActivationContended } from '@earnback/activator'
import type { Calculated, CalculationContended } from '@earnback/calculator'
import type { ActivationAnswer, ActivationRequest } from '@earnback/coupon'
import type { EventStore, StoreUnavailable } from '@earnback/event-store'
import { formatInstant, type Instant } from '@earnback/kernel'
import { ingest, type IngestReport, ndjsonRecords, type SourceUnusable } from '@earnback/ingester'
import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import type { Month, Step } from './month'

/** The engine as far as a month needs it: a log, requests and calculation runs over it. */
export interface PlayedOn {
  readonly store: EventStore
  readonly activate: (request: ActivationRequest) => TaskEither<StoreUnavailable | ActivationContended, ActivationAnswer>
  readonly calculate: (now: Instant) => TaskEither<StoreUnavailable | CalculationContended, Calculated>
}

/** What the month came to; the figures of all its deliveries and runs. */
export interface Played extends IngestReport {
  readonly runs: number
  readonly refused: number
  readonly decisions: Readonly<Record<string, number>>
}

export type PlayFault = StoreUnavailable | SourceUnusable | CalculationContended | ActivationContended

const NOTHING: Played = { read: 0, stored: 0, duplicates: 0, quarantined: 0, reasons: {}, runs: 0, refused: 0, decisions: {} }

const merged = (
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = { ...one }
  for (const [name, count] of Object.entries(other)) sums[name] = (sums[name] ?? 0) + count
  return sums
}

const withDelivery = (played: Played, report: IngestReport): Played => ({
  ...played,
  read: played.read + report.read,
  stored: played.stored + report.stored,
  duplicates: played.duplicates + report.duplicates,
  quarantined: played.quarantined + report.quarantined,
  reasons: merged(played.reasons, report.reasons),
})

const withRun = (played: Played, { decisions }: Calculated): Played => ({
  ...played,
  runs: played.runs + 1,
  decisions: decisions.reduce((sums, { name }) => merged(sums, { [name]: 1 }), played.decisions),
})

const bytesOf = async function* (lines: ReadonlyArray<string>): AsyncGenerator<Buffer> {
  yield Buffer.from(lines.map((line) => `${line}\n`).join(''))
}

const deliver = ({ store }: PlayedOn, { at, lines }: Step): Promise<E.Either<StoreUnavailable | SourceUnusable, IngestReport>> =>
  ingest(store, { now: () => at }, ndjsonRecords(bytesOf(lines), `feed-${formatInstant(at)}.ndjson`))()

/** Plays a month through the engine in virtual time: every delivery and every run happens at its own instant, whatever the clock says. */
export const playMonth = async (
  engine: PlayedOn,
  month: Month,
  onProgress?: (done: number, total: number) => void,
): Promise<E.Either<PlayFault, Played>> => {
  const total = month.steps.reduce((sum, { lines }) => sum + lines.length, 0)
  let played = NOTHING
  for (const step of month.steps) {
    const delivered = step.lines.length === 0 ? undefined : await deliver(engine, step)
    if (delivered !== undefined && E.isLeft(delivered)) return delivered
    if (delivered !== undefined) played = withDelivery(played, delivered.right)
    for (const request of step.requests) {
      const answered = await engine.activate(request)()
      if (E.isLeft(answered)) return answered
      if (!answered.right.accepted) played = { ...played, refused: played.refused + 1 }
    }
    if (step.isRunDue) {
      const calculated = await engine.calculate(step.at)()
      if (E.isLeft(calculated)) return calculated
      played = withRun(played, calculated.right)
    }
    onProgress?.(played.read, total)
  }
  return E.right(played)
}
