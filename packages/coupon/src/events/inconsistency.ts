import { type Amount, formatInstant } from '@earnback/kernel'
import { isZone } from '../calendar'
import type { Event, EventOf } from './event'
import { type Refusal, refusal } from './refusal'

const mixedCurrency = (spend: EventOf<'SpendRecorded'>): Refusal | undefined => {
  const { amount, tax, funding } = spend.data
  const otherThan = (path: string, part: Amount | undefined): Refusal | undefined =>
    part === undefined || part.currency === amount.currency
      ? undefined
      : refusal('CURRENCY_MIXED', `data.${path}.currency`, part.currency, `the currency of data.amount, ${amount.currency}`)
  return otherThan('tax', tax) ?? otherThan('funding.cash', funding?.cash) ?? otherThan('funding.credit', funding?.credit)
}

const invalidPeriod = (spend: EventOf<'SpendRecorded'>): Refusal | undefined => {
  const period = spend.data.period
  if (period === undefined) return undefined
  if (period.start >= period.end) {
    return refusal(
      'PERIOD_INVALID',
      'data.period.end',
      formatInstant(period.end),
      `after data.period.start, ${formatInstant(period.start)}`,
    )
  }
  return spend.occurredAt < period.start || spend.occurredAt > period.end
    ? refusal('PERIOD_INVALID', 'time', formatInstant(spend.occurredAt), 'an instant within data.period')
    : undefined
}

const unknownZone = (path: string, zone: string | undefined): Refusal | undefined =>
  zone === undefined || isZone(zone)
    ? undefined
    : refusal('ZONE_UNKNOWN', path, zone, 'an IANA zone such as Asia/Tokyo, or an offset such as +09:00')

/** What is wrong between the fields of an event, each of which is right by itself. */
export const inconsistency = (event: Event): Refusal | undefined => {
  if (event.name === 'CodeIssued') return unknownZone('data.offer.zone', event.data.offer.zone)
  if (event.name === 'AccountRegistered') return unknownZone('data.zone', event.data.zone)
  return event.name === 'SpendRecorded' ? (mixedCurrency(event) ?? invalidPeriod(event)) : undefined
}
