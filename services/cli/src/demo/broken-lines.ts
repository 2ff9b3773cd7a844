import { formatInstant, plusMicros } from '@earnback/kernel'
import { type Calendar, days } from './calendar'
import { aboutSpend, type Arrival, arrival, money } from './platform-event'

/** What real feeds also send: records that nobody can take in as they stand. They end in quarantine, whole, with the reason. */
export const brokenLines = ({ on }: Calendar, adAccountId: string): ReadonlyArray<Arrival> => {
  const spend = (
    spendId: string,
    day: number,
    changes: Readonly<Record<string, unknown>> = {},
    data: Readonly<Record<string, unknown>> = {},
  ): Arrival => {
    const occurredAt = on(day, '15:30')
    const sound = aboutSpend('SpendRecorded', occurredAt, { spendId, adAccountId, amount: money(25_000_000n, 'JPY'), ...data })
    return { at: occurredAt, line: JSON.stringify({ ...sound, ...changes }) }
  }
  return [
    spend('broken-number', 4, {}, { amount: { amount: 25, currency: 'JPY' } }),
    spend('broken-offset', 8, { time: formatInstant(on(8, '15:30')).replace('Z', '') }),
    spend('broken-future', 11, { time: formatInstant(plusMicros(on(11, '15:30'), days(2))) }),
    spend('broken-currency', 17, {}, { amount: { amount: '25', currency: 'YEN' } }),
    { at: on(19, '02:00'), line: '504 Gateway Time-out: upstream feed did not answer' },
    // The identity of a line of the story, with another amount: the first stays, this one is set aside.
    arrival(
      on(20, '10:00'),
      aboutSpend('SpendRecorded', on(2, '12:00'), { spendId: 'tea-1us-after', adAccountId, amount: money(21_000_000n, 'JPY') }),
    ),
  ]
}
