import { streamOf } from '@earnback/coupon'
import type { AppendOutcome, NewEvent } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { assess, type Clock } from './assess'
import { idConflict } from './id-conflict'
import type { Defect, RawRecord } from './raw-record'
import type { IngestReport } from './report'
import { setAside } from './set-aside'

/** What is wrong with the records of a batch, by their places in it: nearly always with none of them. */
export type Defects = ReadonlyMap<number, Defect>

/** A batch of records as it is appended. A record is read again where it is asked for: most are needed only once. */
export interface Judged {
  readonly recordAt: (index: number) => RawRecord
  /** What is appended of each record: its event, or that it was set aside. */
  readonly events: ReadonlyArray<NewEvent>
  /** Of those that are set aside already. */
  readonly defects: Defects
}

export const judge = (count: number, recordAt: (index: number) => RawRecord, clock: Clock): Judged => {
  const events: NewEvent[] = []
  const defects = new Map<number, Defect>()
  for (let index = 0; index < count; index++) {
    const record = recordAt(index)
    const assessed = assess(record, clock)
    if (E.isLeft(assessed)) {
      defects.set(index, assessed.left)
      events.push(setAside(record, assessed.left, clock.now))
    } else {
      const { event, text } = assessed.right
      const { source, id } = event
      events.push({ stream: streamOf(event), source, id, json: text, payload: event, notes: record.origin })
    }
  }
  return { recordAt, events, defects }
}

/** What is wrong with the records, once the store has told which identities name another event. */
export const defectsOf = ({ events, defects }: Judged, outcomes: ReadonlyArray<AppendOutcome>): Defects => {
  const all = new Map(defects)
  for (let index = 0; index < events.length; index++) {
    const [event, settled] = [events[index], outcomes[index]]
    if (event === undefined || settled === undefined) throw new Error('the store told fewer outcomes than it was given events')
    if (settled.outcome !== 'conflict' || defects.has(index)) continue
    all.set(index, idConflict(event.source, event.id, settled.position))
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
