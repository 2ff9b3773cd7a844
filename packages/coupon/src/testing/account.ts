import { instantOfMicros } from '@earnback/kernel'
import { evolveAccount } from '../account/evolve'
import { type AccountState, UNKNOWN_ACCOUNT } from '../account/state'
import type { Event, EventName } from '../events/event'
import { ACCOUNT, cloudEvent, type CloudEventJson, money, type Overrides } from './builders'
import { at, before, ISSUED_AT } from './times'

export const BUSINESS = 'business-1'
const LONG_BEFORE = before(ISSUED_AT, 30, 'day')

/** Any fact about the account, from long before the issue unless told otherwise. */
export const fact = (name: EventName, data: Readonly<Record<string, unknown>>, overrides: Overrides = {}): CloudEventJson => {
  const time = overrides.time ?? LONG_BEFORE
  const of = { adAccountId: ACCOUNT, ...data, ...overrides }
  return cloudEvent(name, { id: `${name}:${JSON.stringify(of)}`, time, data: { adAccountId: ACCOUNT, ...data } }, overrides)
}

export const registered = (overrides: Overrides = {}): CloudEventJson =>
  fact('AccountRegistered', { businessAccountId: BUSINESS, createdVia: 'ads_manager', paymentMode: 'manual' }, overrides)

/** An account for which everything is in place, with more cash than the threshold. */
export const accountFacts = (adAccountId = ACCOUNT, overrides: Overrides = {}): ReadonlyArray<CloudEventJson> => [
  registered({ adAccountId, ...overrides }),
  fact('AccountStandingChanged', { standing: 'approved' }, { adAccountId }),
  fact('PaymentMethodChanged', { status: 'verified' }, { adAccountId }),
  fact('BalanceChanged', { cash: money('10001') }, { adAccountId }),
]

/** Folds events, oldest first: positions 1 to N, each recorded a second after the one before. */
export const accountOfEvents = (events: ReadonlyArray<Event>): AccountState =>
  events.reduce<AccountState>(
    (known, event, index) =>
      evolveAccount(known, event, {
        position: index + 1,
        recordedAt: instantOfMicros(at(ISSUED_AT) + (index + 1) * 1_000_000),
      }),
    UNKNOWN_ACCOUNT,
  )
