import { type Event, streamOf } from '@earnback/coupon'
import type { AppendOutcome, NewEvent, NewEvents } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { assess, type Assessed, type Clock } from './assess'
import { idConflict } from './id-conflict'
import type { Coordinates, Defect, RawRecord } from './raw-record'
import type { IngestReport } from './report'
import { setAside } from './set-aside'

/** What is wrong with the records of a batch, by their places in it: nearly always with none of them. */
export type Defects = ReadonlyMap<number, Defect>

/** A batch of records as it is appended. A record is judged again where it is asked for again: for a conflict, or where its outcome is told. */
export interface Judged {
  readonly recordAt: (index: number) => RawRecord
  /** What is appended of each record: its event, or that it was set aside. */
  readonly events: NewEvents
  /** Of those that are set aside before the store is asked; whole once every event was asked for. */
  readonly defects: Defects
}

/**
 * A class and no literal, as is all that a spend is read into: once V8 sees what a literal makes survive, it puts all that comes from
 * it with the old, where each waits for a full collection and keeps its text so long.
 */
export class TakenEvent implements NewEvent {
  readonly stream: string
  readonly source: string
  readonly id: string
  readonly json: string
  readonly payload: Event

  constructor(
    { event, text }: Assessed,
    readonly notes: Coordinates,
  ) {
    this.stream = streamOf(event)
    this.source = event.source
    this.id = event.id
    this.json = text
    this.payload = event
  }
}

export const judge = (count: number, recordAt: (index: number) => RawRecord, clock: Clock): Judged => {
  const defects = new Map<number, Defect>()
  const judged = (index: number): NewEvent => {
    const record = recordAt(index)
    const assessed = assess(record, clock)
    if (E.isLeft(assessed)) {
      defects.set(index, assessed.left)
      return setAside(record, assessed.left, clock.now)
    }
    return new TakenEvent(assessed.right, record.origin)
  }
  const slice = (from: number, to: number): ReadonlyArray<NewEvent> => {
    const events = new Array<NewEvent>(to - from)
    for (let at = 0; at < events.length; at++) events[at] = judged(from + at)
    return events
  }
  return { recordAt, events: { length: count, slice }, defects }
}

/** What is wrong with the records, once the store has told which identities name another event. */
export const defectsOf = ({ events, defects }: Judged, outcomes: ReadonlyArray<AppendOutcome>): Defects => {
  const all = new Map(defects)
  for (let index = 0; index < events.length; index++) {
    const settled = outcomes[index]
    if (settled === undefined) throw new Error('the store told fewer outcomes than it was given events')
    if (settled.outcome !== 'conflict' || defects.has(index)) continue
    for (const { source, id } of events.slice(index, index + 1)) all.set(index, idConflict(source, id, settled.position))
  }
  return all
}

/** The records whose identity names another event, as they are set aside: the others already were, in their own places. */
export const conflictsIn = ({ recordAt, defects }: Judged, all: Defects, now: Instant): ReadonlyArray<NewEvent> =>
  [...all].flatMap(([index, found]) => (defects.has(index) ? [] : [setAside(recordAt(index), found, now)]))

export const reportOf = ({ events }: Judged, outcomes: ReadonlyArray<AppendOutcome>, defects: Defects): IngestReport => {
  const read = events.length
  const reasons: Record<string, number> = {}
  for (const { code } of defects.values()) reasons[code] = (reasons[code] ?? 0) + 1
  let stored = 0
  for (let index = 0; index < read; index++) if (outcomes[index]?.outcome === 'stored' && !defects.has(index)) stored++
  return { read, stored, duplicates: read - stored - defects.size, quarantined: defects.size, reasons }
}
