import { couponFindings, type EventOf, type Finding, finding, inStableOrder } from '@earnback/coupon'
import type { CouponLedger } from './coupon-ledger'
import type { LineTable } from './line-table'
import { eventsAt, type LogReader, NO_EVENTS } from './log-reader'
import type { WaitingCorrections } from './waiting-corrections'

/** What a person should look at about one coupon; reads the spend ids of lines that left a finding. */
export const ledgerFindings = async (
  log: LogReader,
  lines: LineTable,
  waiting: WaitingCorrections,
  coupon: CouponLedger,
): Promise<ReadonlyArray<Finding>> => {
  const positions = [...coupon.findings.keys()].map((line) => lines.positionOf(line))
  const events = positions.length === 0 ? NO_EVENTS : await eventsAt(log, positions)
  const ofSpend = [...coupon.findings].flatMap(([line, codes]) => {
    const event = events.get(lines.positionOf(line))?.event as EventOf<'SpendRecorded'>
    return codes.map((code) => finding(code, event.data.spendId))
  })
  return inStableOrder([
    ...couponFindings(coupon.state, coupon.couponId),
    ...ofSpend,
    ...waiting.namedIn(coupon.account ?? '').map((spendId) => finding('ADJUSTMENT_WITHOUT_SPEND', spendId)),
  ])
}
