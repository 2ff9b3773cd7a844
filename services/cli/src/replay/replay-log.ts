import { decideRun } from '@earnback/calculator'
import { CALCULATION_STREAM, type Event } from '@earnback/coupon'
import type { EventStore, LogProblem, Progress, StoredEvent } from '@earnback/event-store'
import { rebuildLedger, viewCouponAt } from '@earnback/projector'
import { encodeProgress, progressAt, PUBLISH_LIMITS, publishLog, recordsOf, TOPICS_DEFAULT } from '@earnback/publisher'
import * as E from 'fp-ts/Either'
import { type InertPorts, inertPorts } from './inert-ports'

export interface ReplayOptions {
  readonly grantAuthority: 'engine' | 'platform'
  /** Up to where decisions are known to be out; undefined where that is not asked. */
  readonly published: number | undefined
  readonly progress: Progress
  readonly pause: (millis: number, signal: AbortSignal) => Promise<void>
}

/** A decision that goes out, where it stands in the log. */
export interface PlacedDecision {
  readonly position: number
  readonly type: string
  readonly id: string
}

export interface Replayed {
  readonly events: number
  /** How many decisions the log holds that go out. */
  readonly decisions: number
  /** Those beyond what is published; the publisher's next, and no emission of the replay. */
  readonly unpublished: ReadonlyArray<PlacedDecision>
  readonly emitted: number
  readonly problems: ReadonlyArray<LogProblem>
}

const problem = (code: string, where: string, message: string): LogProblem => ({ code, where, message })

const lastRunIn = async (store: EventStore): Promise<StoredEvent | undefined> => {
  let last: StoredEvent | undefined
  for await (const page of store.readStream(CALCULATION_STREAM)) last = page.at(-1) ?? last
  return last
}

/**
 * What a calculator would append without a new run: decided on the log up to its last run, and still due on all of it. What came
 * after the run may have taken a decision back, or led to another, and is judged by the next run: neither is a decision missed.
 */
const missedDecisions = async (
  { store }: InertPorts,
  { grantAuthority, progress }: ReplayOptions,
): Promise<ReadonlyArray<Event>> => {
  const run = await lastRunIn(store)
  if (run === undefined) return []
  const viewAt = async (couponId: string, position: number) => viewCouponAt(store, couponId, {}, position)
  const ledger = await rebuildLedger(store, () => undefined, run.position)
  const atRun = await decideRun({ viewAt }, ledger, { grantAuthority })
  const head = (await store.head()).position
  for await (const page of store.readColumns(ledger.position)) {
    await ledger.apply(page)
    progress(ledger.position, head)
  }
  const due = new Set((await decideRun({ viewAt }, ledger, { grantAuthority })).events.map(({ id }) => id))
  return atRun.events.filter(({ id }) => due.has(id))
}

const decisionsIn = async (
  store: EventStore,
): Promise<{ placed: ReadonlyArray<PlacedDecision>; last: StoredEvent | undefined }> => {
  const outgoing = recordsOf(TOPICS_DEFAULT)
  const placed: PlacedDecision[] = []
  let last: StoredEvent | undefined
  for await (const page of store.readAll(0)) {
    for (const event of page) {
      const [record] = outgoing(event)
      if (record === undefined || record.topic === TOPICS_DEFAULT.deadLetters) continue
      const { type, id } = JSON.parse(String(record.value)) as { type: string; id: string }
      placed.push({ position: event.position, type, id })
    }
    last = page.at(-1) ?? last
  }
  return { placed, last }
}

/** The publisher itself, taken up at the end of the log as it is after a rebuild or a restart. */
const publisherProblems = async ({ store, sink }: InertPorts, { pause }: ReplayOptions): Promise<ReadonlyArray<LogProblem>> => {
  const stop = new AbortController().signal
  const published = await publishLog({
    store,
    sink,
    topics: TOPICS_DEFAULT,
    limits: PUBLISH_LIMITS,
    pause,
    elapsedMs: () => 0,
    stop,
    isOnce: true,
  })()
  return E.isRight(published) ? [] : [problem('PUBLISHER_STOPPED', 'publisher', published.left.message)]
}

/** Folds the whole log, decides and publishes again with ports that write nothing, and names all that would have come of it. */
export const replayLog = async (store: EventStore, options: ReplayOptions): Promise<Replayed> => {
  const { placed, last } = await decisionsIn(store)
  const ports = inertPorts(store, last === undefined ? undefined : encodeProgress(await progressAt(store, last, '')))
  const missed = await missedDecisions(ports, options)
  const stopped = await publisherProblems(ports, options)
  const [events, emitted] = [last?.position ?? 0, ports.emitted()]
  const { published = events } = options
  return {
    events,
    decisions: placed.length,
    unpublished: placed.filter(({ position }) => position > published),
    emitted,
    problems: [
      ...missed.map(({ name, id }) =>
        problem(
          'DECISION_MISSING',
          id,
          `the last run decides ${name}, and the log does not hold it: the next calculation appends it`,
        ),
      ),
      ...ports.writes.map((write) => problem('WRITE_ATTEMPTED', 'store', `the replay asked for ${write}`)),
      ...(emitted > 0 ? [problem('EMITTED', 'publisher', `the replay sent ${emitted} records a second time`)] : []),
      ...stopped,
      ...(published > events
        ? [problem('PROGRESS_AHEAD', '--published', `position ${published} is out, and the log ends at ${events}: an older copy`)]
        : []),
    ],
  }
}
