import { formatMicros, type Micros } from '@earnback/kernel'
import * as fc from 'fast-check'
import { evolveAccount } from '../account/evolve'
import { UNKNOWN_ACCOUNT } from '../account/state'
import { evolve } from '../evolve'
import { UNKNOWN_COUPON } from '../state'
import {
  ACCOUNT,
  after,
  at,
  before,
  cloudEvent,
  type CloudEventJson,
  creditGranted,
  creditWithdrawn,
  decoded,
  issued,
  money,
  offer,
  type Overrides,
} from '../testing'
import { chargesOf } from './charge'
import { type Credit, creditLeftOf, creditOf } from './credit-of'
import { lotsOf } from './lot'

const GRANTED_AT = '2026-03-13T04:00:00.000Z'
const EXPIRES_AT = after(GRANTED_AT, 60, 'day')
const LATER = after(GRANTED_AT, 365, 'day')

const granted = (overrides: Overrides = {}): CloudEventJson =>
  creditGranted({ id: `granted-${String(overrides.creditId ?? 'credit-1')}`, time: GRANTED_AT, ...overrides })
const registered = (paymentMode: string): CloudEventJson =>
  cloudEvent('AccountRegistered', {
    id: 'registered',
    time: '2026-01-01T00:00:00Z',
    data: { adAccountId: ACCOUNT, businessAccountId: 'ba-1', createdVia: 'ads_manager', paymentMode },
  })
const charge = (chargeId: string, time: string, amount: string, currency = 'JPY'): CloudEventJson =>
  cloudEvent('ChargeSettled', { id: chargeId, time, data: { chargeId, adAccountId: ACCOUNT, amount: money(amount, currency) } })
const balance = (time: string, cash: string): CloudEventJson =>
  cloudEvent('BalanceChanged', { id: `balance-${time}`, time, data: { adAccountId: ACCOUNT, cash: money(cash) } })
const reinstated = (time: string, overrides: Overrides = {}): CloudEventJson =>
  cloudEvent(
    'CreditReinstated',
    { id: `reinstated-${time}`, time, data: { couponId: 'coupon-1', adAccountId: ACCOUNT, reason: 'appeal won' } },
    overrides,
  )
const withdrawn = (time: string, recovered: string, overrides: Overrides = {}): CloudEventJson =>
  creditWithdrawn({ id: `withdrawn-${time}`, time, requested: money(recovered), recovered: money(recovered), ...overrides })

/** The credit that a log, oldest first, comes to at an instant. */
const creditAt = (log: ReadonlyArray<CloudEventJson>, instant = LATER): Credit => {
  const coupons = new Map([['', UNKNOWN_COUPON]])
  let account = UNKNOWN_ACCOUNT
  log.map(decoded).forEach((event, index) => {
    const recorded = { position: index + 1, recordedAt: at(LATER) }
    account = evolveAccount(account, event, recorded)
    const couponId = 'couponId' in event.data ? event.data.couponId : ''
    coupons.set(couponId, evolve(coupons.get(couponId) ?? UNKNOWN_COUPON, event, recorded))
  })
  return creditOf({ lots: [...coupons.values()].flatMap(lotsOf), charges: chargesOf(account), at: at(instant) })
}

const texts = (credit: Credit) => ({
  lots: credit.lots.map((lot) =>
    [lot.granted, lot.reinstated, lot.consumed, lot.recovered, lot.forfeited, lot.left].map(formatMicros).join(' '),
  ),
  charges: credit.charges.map(({ chargeId, parts, rest }) => [
    chargeId,
    ...parts.map(({ creditId, micros }) => `${creditId} ${formatMicros(micros)}`),
    `${rest.source} ${formatMicros(rest.micros)}`,
  ]),
})

describe('R44: a charge after the grant, on manual payment', () => {
  test('R44: is paid from credit first and from cash for the rest, and what it was paid by leads back to the coupon', () => {
    const log = [
      registered('manual'),
      granted(),
      charge('c-1', after(GRANTED_AT, 1, 'day'), '6000.5'),
      charge('c-2', after(GRANTED_AT, 2, 'day'), '5000'),
    ]
    expect(texts(creditAt(log))).toEqual({
      lots: ['10000 0 10000 0 0 0'],
      charges: [
        ['c-1', 'credit-1 6000.5', 'cash 0'],
        ['c-2', 'credit-1 3999.5', 'cash 1000.5'],
      ],
    })
    expect(creditAt(log).charges[0]?.parts).toEqual([{ couponId: 'coupon-1', creditId: 'credit-1', micros: 6_000_500_000n }])
  })

  test('R44: a charge at the instant of the grant or a microsecond before is untouched, one a microsecond later is not (X8)', () => {
    const log = [
      registered('manual'),
      granted(),
      charge('before', before(GRANTED_AT, 1, 'micro'), '1'),
      charge('at', GRANTED_AT, '10'),
      charge('after', after(GRANTED_AT, 1, 'micro'), '100'),
    ]
    expect(texts(creditAt(log))).toEqual({
      lots: ['10000 0 100 0 0 9900'],
      charges: [
        ['before', 'cash 1'],
        ['at', 'cash 10'],
        ['after', 'credit-1 100', 'cash 0'],
      ],
    })
  })

  test('R44: a charge in another currency is untouched, and a charge told twice is paid once, as it was told first', () => {
    const time = after(GRANTED_AT, 1, 'day')
    const again = { ...charge('c-1', time, '7'), id: 'c-1-again' }
    const log = [registered('manual'), granted(), charge('usd', time, '5', 'USD'), charge('c-1', time, '5'), again]
    expect(texts(creditAt(log))).toEqual({
      lots: ['10000 0 5 0 0 9995'],
      charges: [
        ['usd', 'cash 5'],
        ['c-1', 'credit-1 5', 'cash 0'],
      ],
    })
  })
})

describe('R45: a charge after the grant, on automatic payment', () => {
  test('R45: the next charge uses credit first, and the card for the rest', () => {
    const log = [registered('automatic'), granted(), charge('c-1', after(GRANTED_AT, 1, 'second'), '10000.000001')]
    expect(texts(creditAt(log)).charges).toEqual([['c-1', 'credit-1 10000', 'card 0.000001']])
  })

  test('R45: an account whose payment mode is not known has credit all the same, and the rest has no known source', () => {
    expect(texts(creditAt([granted(), charge('c-1', after(GRANTED_AT, 1, 'day'), '10001')])).charges).toEqual([
      ['c-1', 'credit-1 10000', 'unknown 1'],
    ])
  })
})

describe('X7: credit expires', () => {
  const log = (time: string) => [registered('manual'), granted({ expiresAt: EXPIRES_AT }), charge('c-1', time, '100')]

  test('X7: a charge a microsecond before the expiry is paid from it, one at the expiry or after is not', () => {
    const paid = [before(EXPIRES_AT, 1, 'micro'), EXPIRES_AT, after(EXPIRES_AT, 1, 'micro')].map(
      (time) => texts(creditAt(log(time))).lots[0],
    )
    expect(paid).toEqual(['10000 0 100 0 9900 0', '10000 0 0 0 10000 0', '10000 0 0 0 10000 0'])
  })

  test('X7: what is left is forfeited at the expiry and not a microsecond before', () => {
    const left = [before(EXPIRES_AT, 1, 'micro'), EXPIRES_AT].map((instant) => {
      const credit = creditAt(log(after(GRANTED_AT, 1, 'day')), instant)
      return [texts(credit).lots[0], creditLeftOf(credit, 'coupon-1')]
    })
    expect(left).toEqual([
      ['10000 0 100 0 0 9900', { left: 9_900_000_000n, expiresAt: undefined }],
      ['10000 0 100 0 9900 0', { left: 9_900_000_000n, expiresAt: at(EXPIRES_AT) }],
    ])
  })

  test('of several lots the one that expires first pays first, then the one granted first', () => {
    const lots = [
      granted({ couponId: 'coupon-3', creditId: 'endless', time: before(GRANTED_AT, 2, 'day'), amount: money('10') }),
      granted({
        couponId: 'coupon-2',
        creditId: 'late',
        time: before(GRANTED_AT, 1, 'day'),
        expiresAt: LATER,
        amount: money('10'),
      }),
      granted({ creditId: 'soon', expiresAt: EXPIRES_AT, amount: money('10') }),
    ]
    expect(texts(creditAt([...lots, charge('c-1', after(GRANTED_AT, 1, 'day'), '25')], EXPIRES_AT)).charges).toEqual([
      ['c-1', 'soon 10', 'late 10', 'endless 5', 'unknown 0'],
    ])
  })
})

describe('X9: an offer whose credit pays after cash', () => {
  const log = (...facts: ReadonlyArray<CloudEventJson>) => [
    issued({ offer: offer({ consumptionOrder: 'cashFirst' }) }),
    registered('manual'),
    granted(),
    ...facts,
    charge('c-1', after(GRANTED_AT, 2, 'day'), '100'),
  ]
  const paid = (...facts: ReadonlyArray<CloudEventJson>) => texts(creditAt(log(...facts))).charges[0]

  test('X9: pays only what the cash known at the charge does not cover; unknown cash, or none, counts as none', () => {
    const known = after(GRANTED_AT, 1, 'day')
    expect(paid(balance(known, '30'))).toEqual(['c-1', 'credit-1 70', 'cash 30'])
    expect(paid(balance(known, '100'))).toEqual(['c-1', 'cash 100'])
    expect(paid(balance(known, '99.999999'))).toEqual(['c-1', 'credit-1 0.000001', 'cash 99.999999'])
    expect(paid(balance(known, '-5'))).toEqual(['c-1', 'credit-1 100', 'cash 0'])
    expect(paid(balance(after(GRANTED_AT, 3, 'day'), '30'))).toEqual(['c-1', 'credit-1 100', 'cash 0'])
    expect(paid()).toEqual(['c-1', 'credit-1 100', 'cash 0'])
  })
})

describe('R49: a withdrawal', () => {
  const DAY_2 = after(GRANTED_AT, 2, 'day')

  test('R49: takes what is left and never more, and a later charge finds nothing', () => {
    const log = [
      registered('manual'),
      granted(),
      charge('c-1', after(GRANTED_AT, 1, 'day'), '4000'),
      withdrawn(DAY_2, '9000'),
      charge('c-2', after(GRANTED_AT, 3, 'day'), '50'),
    ]
    expect(texts(creditAt(log))).toEqual({
      lots: ['10000 0 4000 6000 0 0'],
      charges: [
        ['c-1', 'credit-1 4000', 'cash 0'],
        ['c-2', 'cash 50'],
      ],
    })
  })

  test('R49: that is dated before its grant by another clock takes the credit all the same', () => {
    expect(texts(creditAt([granted(), withdrawn(before(GRANTED_AT, 1, 'second'), '10000')])).lots).toEqual([
      '10000 0 0 10000 0 0',
    ])
  })

  test('R50: a reinstatement gives back what was taken, once, and a later withdrawal can take it again', () => {
    const log = [granted(), withdrawn(DAY_2, '6000'), reinstated(after(DAY_2, 1, 'hour'), { amount: money('2500') })]
    expect(texts(creditAt(log)).lots).toEqual(['10000 2500 0 6000 0 6500'])
    const all = [...log, reinstated(after(DAY_2, 2, 'hour')), reinstated(after(DAY_2, 3, 'hour'))]
    expect(texts(creditAt(all)).lots).toEqual(['10000 6000 0 6000 0 10000'])
    expect(texts(creditAt([...all, withdrawn(after(DAY_2, 4, 'hour'), '99999')])).lots).toEqual(['10000 6000 0 16000 0 0'])
  })
})

describe('whatever happens to an account', () => {
  const instants = fc.uniqueArray(fc.integer({ min: -3, max: 90 * 24 }), { minLength: 12, maxLength: 12 })
  const amounts = fc.array(fc.constantFrom('0.000001', '1', '2500', '9999.999999', '30000'), { minLength: 12, maxLength: 12 })
  const kinds = fc.array(fc.constantFrom('charge', 'withdrawn', 'reinstated', 'reinstatedAll'), { minLength: 12, maxLength: 12 })
  const order = fc.array(fc.nat(), { minLength: 20, maxLength: 20 })

  const factOf = (kind: string, id: string, time: string, amount: string): CloudEventJson => {
    const creditId = Number(id) % 3 === 0 ? 'credit-2' : 'credit-1'
    const about = { id, creditId, couponId: creditId === 'credit-2' ? 'coupon-2' : 'coupon-1' }
    if (kind === 'charge') return charge(id, time, amount)
    if (kind === 'withdrawn') return withdrawn(time, amount, about)
    return reinstated(time, kind === 'reinstated' ? { ...about, amount: money(amount) } : about)
  }
  const shuffled = (log: ReadonlyArray<CloudEventJson>, keys: ReadonlyArray<number>): ReadonlyArray<CloudEventJson> =>
    log
      .map((one, index) => [keys[index] ?? 0, one] as const)
      .sort(([one], [other]) => one - other)
      .map(([, one]) => one)

  test('R44, R49, R50: every sum adds up, nothing is below zero, and the order of arrival changes nothing', () => {
    fc.assert(
      fc.property(instants, amounts, kinds, order, fc.integer({ min: 0, max: 2200 }), (hours, sums, what, keys, asked) => {
        const facts = hours.map((hour, index) =>
          factOf(what[index]!, String(index), after(GRANTED_AT, hour * 60 + 7, 'minute'), sums[index]!),
        )
        const log = [
          issued({ couponId: 'coupon-2', offer: offer({ consumptionOrder: 'cashFirst' }) }),
          registered('manual'),
          balance(after(GRANTED_AT, 1, 'hour'), '500'),
          granted({ expiresAt: EXPIRES_AT }),
          granted({ couponId: 'coupon-2', creditId: 'credit-2', time: after(GRANTED_AT, 1, 'day') }),
          ...facts,
        ]
        const instant = after(GRANTED_AT, asked, 'hour')
        const credit = creditAt(log, instant)
        for (const { granted: from, ...lot } of credit.lots) {
          expect(from + lot.reinstated).toBe(lot.consumed + lot.recovered + lot.forfeited + lot.left)
          for (const sum of [lot.consumed, lot.recovered, lot.reinstated, lot.forfeited, lot.left]) expect(sum >= 0n).toBe(true)
        }
        const total = (micros: ReadonlyArray<Micros>): Micros => micros.reduce((sum, one) => sum + one, 0n)
        for (const { amount, parts, rest } of credit.charges) {
          expect(total(parts.map(({ micros }) => micros)) + rest.micros).toBe(amount.micros)
          expect(rest.micros >= 0n).toBe(true)
        }
        const used = credit.charges.flatMap(({ parts }) => parts.map(({ micros }) => micros))
        expect(total(used)).toBe(total(credit.lots.map(({ consumed }) => consumed)))
        expect(creditAt(shuffled(log, keys), instant)).toEqual(credit)
      }),
      { numRuns: 300 },
    )
  })
})
