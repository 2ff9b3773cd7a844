import { streamOf } from '@earnback/coupon'
import type { AppendOutcome, NewEvent } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { Assessed } from './assess'
import { idConflict } from './id-conflict'
import type { Defect, RawRecord } from './raw-record'
import type { IngestProgress } from './report'
import { setAside } from './set-aside'

export const NOTHING_TAKEN: IngestProgress = { read: 0, stored: 0, duplicates: 0, quarantined: 0, reasons: {}, bytes: 0 }

/** A record and what was found of it. */
export interface Judged {
  readonly record: RawRecord
  readonly assessed: E.Either<Defect, Assessed>
}

/** What is appended of a record: its event, or that it was set aside. */
export const newEventOf = ({ record, assessed }: Judged, now: Instant): NewEvent => {
  if (E.isLeft(assessed)) return setAside(record, assessed.left, now)
  const { event, text } = assessed.right
  return { stream: streamOf(event), source: event.source, id: event.id, json: text, payload: event, notes: record.origin }
}

const defectFrom = ({ assessed }: Judged, event: NewEvent, { outcome, position }: AppendOutcome): Defect | undefined => {
  if (E.isLeft(assessed)) return assessed.left
  return outcome === 'conflict' ? idConflict(event.source, event.id, position) : undefined
}

/** The report with these records in it. */
export const tally = (
  before: IngestProgress,
  judged: ReadonlyArray<Judged>,
  outcomes: ReadonlyArray<AppendOutcome>,
  defects: ReadonlyArray<Defect | undefined>,
): IngestProgress => {
  const reasons: Record<string, number> = { ...before.reasons }
  let { stored, duplicates, quarantined, bytes } = before
  judged.forEach(({ record }, index) => {
    const found = defects[index]
    bytes += record.bytes.length
    if (found !== undefined) {
      quarantined++
      reasons[found.code] = (reasons[found.code] ?? 0) + 1
    } else if (outcomes[index]?.outcome === 'stored') stored++
    else duplicates++
  })
  return { read: before.read + judged.length, stored, duplicates, quarantined, reasons, bytes }
}

/** What is wrong with each record, once the store has told which identities name another event. */
export const defectsOf = (
  judged: ReadonlyArray<Judged>,
  events: ReadonlyArray<NewEvent>,
  outcomes: ReadonlyArray<AppendOutcome>,
): ReadonlyArray<Defect | undefined> =>
  judged.map((one, index) => {
    const [event, outcome] = [events[index], outcomes[index]]
    if (event === undefined || outcome === undefined) throw new Error('the store told fewer outcomes than it was given events')
    return defectFrom(one, event, outcome)
  })

/** The records whose identity names another event, as they are set aside: the others already were, in their own places. */
export const conflictsIn = (
  judged: ReadonlyArray<Judged>,
  defects: ReadonlyArray<Defect | undefined>,
  now: Instant,
): ReadonlyArray<NewEvent> =>
  judged.flatMap(({ record, assessed }, index) => {
    const found = defects[index]
    return found === undefined || E.isLeft(assessed) ? [] : [setAside(record, found, now)]
  })
