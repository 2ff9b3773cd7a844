import { decodeStored, type Event } from '@earnback/coupon'

/** What the ledger needs of the log beside the columns. */
export interface LogReader {
  readonly readAt: (
    positions: ReadonlyArray<number>,
  ) => Promise<ReadonlyArray<{ readonly position: number; readonly json: string }>>
  readonly streamOrdinal: (stream: string) => number | undefined
  readonly streamName: (ordinal: number) => string | undefined
}

/** Events by their position, decoded and as stored. */
export type EventsAt = ReadonlyMap<number, { readonly event: Event; readonly json: string }>

export const NO_EVENTS: EventsAt = new Map()

export const eventsAt = async (log: LogReader, positions: ReadonlyArray<number>): Promise<EventsAt> => {
  const distinct = [...new Set(positions)].sort((one, other) => one - other)
  const stored = await log.readAt(distinct)
  return new Map(stored.map(({ position, json }) => [position, { event: decodeStored(json), json }]))
}
