import { accountStream, CALCULATION_STREAM, countsFrom, couponStream, type Event, spendStream } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import { formatInstant } from '@earnback/kernel'
import { accountAt, couponState, runsOf, type ToldEvent } from '@earnback/projections'
import { type ReadTold, readTold, toldUpTo } from './logged'

export interface HistoryRange {
  /** Only what stands after this position, and at or before the other. */
  readonly after: number
  readonly upTo: number
  readonly limit: number
  /** The first revision of the account's spend that can stand after the position. */
  readonly spendFrom: number
  /** Without the records of spend, which the coupon's view has a line for. */
  readonly isWithoutLines?: boolean
}

/** An event with when a run first took it in: only spend waits for one. */
export interface HistoricEvent extends ToldEvent {
  readonly calculatedAt: string | null
}

/** The first events of a stream in the range. */
const inRange = async (
  read: ReadTold,
  stream: string,
  { after, upTo, limit }: Omit<HistoryRange, 'spendFrom'>,
  { from = 0, isMeant = () => true }: { readonly from?: number; readonly isMeant?: (event: Event) => boolean } = {},
): Promise<ReadonlyArray<ToldEvent>> => {
  const told: ToldEvent[] = []
  for await (const page of read(stream, from)) {
    for (const one of page) {
      const { position } = one.recorded
      if (position > upTo || told.length >= limit) return told
      if (position > after && isMeant(one.event)) told.push(one)
    }
  }
  return told
}

/** A coupon's own events, its account's spend and the refused attempts to activate it, in the order of the log. */
export const viewHistory = async (
  store: EventStore,
  couponId: string,
  range: HistoryRange,
  read = readTold(store),
): Promise<ReadonlyArray<HistoricEvent> | undefined> => {
  const logged = await toldUpTo(read, couponStream(couponId), range.upTo)
  if (logged.length === 0) return undefined
  const account = accountAt(logged, {})
  const isMeant = (event: Event): boolean => range.isWithoutLines !== true || event.name !== 'SpendRecorded'
  const isAttempt = (event: Event): boolean => event.name === 'ActivationRejected' && event.data.couponId === couponId
  const told = [
    ...(await inRange(read, couponStream(couponId), range)),
    ...(account === undefined ? [] : await inRange(read, spendStream(account), range, { from: range.spendFrom, isMeant })),
    ...(account === undefined ? [] : await inRange(read, accountStream(account), range, { isMeant: isAttempt })),
  ]
  const runs = runsOf(await toldUpTo(read, CALCULATION_STREAM, range.upTo))
  const knownFrom = countsFrom(couponState(logged))
  const calculatedAt = ({ event, recorded: { position } }: ToldEvent): string | null => {
    if (event.name === 'ThresholdMet') return formatInstant(event.data.confirmedAt)
    if (event.name !== 'SpendRecorded') return null
    const run = runs.covering(Math.max(position, knownFrom), event.occurredAt)
    return run === undefined ? null : formatInstant(run.at)
  }
  return told
    .sort((one, other) => one.recorded.position - other.recorded.position)
    .slice(0, range.limit)
    .map((one) => ({ ...one, calculatedAt: calculatedAt(one) }))
}
