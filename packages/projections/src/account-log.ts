import {
  type Correction,
  correctionOf,
  type Event,
  type EventOf,
  lineOf,
  type Recorded,
  saysTheSame,
  type SpendLine,
} from '@earnback/coupon'

export type Notes = Readonly<Record<string, string | number>>

/** A decoded event, its place in the log, and what its source said of it. */
export interface LoggedEvent {
  readonly event: Event
  readonly recorded: Recorded
  readonly notes?: Notes | undefined
}

/** The spend of one account: its lines, repeats marked, and the corrections that name them. */
export interface AccountLog {
  readonly lines: ReadonlyArray<SpendLine>
  readonly corrections: ReadonlyArray<Correction>
}

/** Folds an account's events, in the order of the log; the first record of a spend id stands (R37). */
export const accountLog = (logged: Iterable<LoggedEvent>): AccountLog => {
  const firsts = new Map<string, EventOf<'SpendRecorded'>>()
  const lines: SpendLine[] = []
  const corrections: Correction[] = []
  for (const { event, recorded } of logged) {
    if (event.name === 'SpendAdjusted' || event.name === 'SpendRetracted') corrections.push(correctionOf(event, recorded))
    if (event.name !== 'SpendRecorded') continue
    const first = firsts.get(event.data.spendId)
    if (first === undefined) firsts.set(event.data.spendId, event)
    const repeat = first === undefined ? 'first' : saysTheSame(first, event) ? 'duplicate' : 'conflict'
    lines.push(lineOf(event, recorded, repeat))
  }
  return { lines, corrections }
}
