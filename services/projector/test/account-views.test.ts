import {
  ACCOUNT,
  activated,
  ACTIVATED_AT,
  advanced,
  after,
  at,
  before,
  cloudEvent,
  type CloudEventJson,
  creditGranted,
  creditWithdrawn,
  DEADLINE,
  issued,
  ISSUED_AT,
  money,
  offer,
  type Overrides,
  SETTLES_AT,
  spend,
  thresholdMet,
} from '@earnback/coupon/testing'
import {
  accountCreditOf,
  creditFacts,
  deliveriesOf,
  directoryKeys,
  type Promotions,
  promotionsOf,
  READING_POLICY_DEFAULT,
  type Times,
} from '@earnback/projections'
import * as fc from 'fast-check'
import type { ReadSide } from '../src/read-side'
import { listDeliveries, Projector, viewAccount, viewCoupon } from '../src'
import { couponCredit } from '../src/coupon-credit'
import { Known } from '../src/known'
import { emptyStore, take } from './given'
import { history } from './histories'

const NONE: ReadonlySet<string> = new Set()
const NOW = after(SETTLES_AT, 60, 'day')

const readSide = (): ReadSide => {
  const store = emptyStore()
  return { store, projector: new Projector(store) }
}

const told = async (...events: ReadonlyArray<CloudEventJson>): Promise<ReadSide> => {
  const side = readSide()
  await take(side.store, ISSUED_AT, ...events)
  return side
}

const promotionsAt = async (side: ReadSide, instant = NOW, times: Times = {}): Promise<Promotions | undefined> => {
  const placed = await viewAccount(side, ACCOUNT, times)
  return placed && promotionsOf(placed.view, READING_POLICY_DEFAULT, at(instant), { ...times, position: placed.position })
}

const TABS = ['available', 'earning', 'notAvailable', 'issued'] as const

/** The tabs in which an account's only coupon stands, and whether its card is seen. */
const shownAt = async (instant: string, ...events: ReadonlyArray<CloudEventJson>): Promise<unknown> => {
  const promotions = (await promotionsAt(await told(...events), instant))!
  const tabs = TABS.filter((tab) => promotions[tab].length > 0)
  const cards = tabs.map((tab) => promotions[tab][0]?.couponCardVisible)
  return [tabs.join(' '), promotions[tabs[0]!][0]?.progress.status, cards.every(Boolean)]
}

const registered = (overrides: Overrides = {}): CloudEventJson =>
  cloudEvent(
    'AccountRegistered',
    {
      id: 'registered',
      time: '2026-01-01T00:00:00Z',
      data: { adAccountId: ACCOUNT, businessAccountId: 'ba-1', createdVia: 'ads_manager', paymentMode: 'manual' },
    },
    overrides,
  )
const charge = (chargeId: string, time: string, amount: string): CloudEventJson =>
  cloudEvent('ChargeSettled', { id: chargeId, time, data: { chargeId, adAccountId: ACCOUNT, amount: money(amount) } })
const fact = (name: string, data: object): CloudEventJson =>
  cloudEvent(name, { id: name, time: ISSUED_AT, data: { adAccountId: ACCOUNT, ...data } })

const GRANTED_AT = after(ACTIVATED_AT, 10, 'day')
const granted = (overrides: Overrides = {}): CloudEventJson => creditGranted({ time: GRANTED_AT, ...overrides })

describe('R27: where a coupon shows', () => {
  test('R27: in Available and in Earning while it earns, in Earning alone after its window, and its card from the activation on', async () => {
    const earning = [issued(), activated()]
    expect(await shownAt(after(ACTIVATED_AT, 1, 'day'), ...earning)).toEqual(['available earning', 'earning', true])
    expect(await shownAt(before(SETTLES_AT, 1, 'micro'), ...earning)).toEqual(['earning', 'settling', true])
    expect(await shownAt(after(ACTIVATED_AT, 1, 'day'), ...earning, thresholdMet())).toEqual(['earning', 'met', true])
  })

  test('R27: an issued one in no tab and without a card, and in Not available once its deadline has passed', async () => {
    const toOurs = [registered(), issued({ recipient: { businessAccountId: 'ba-1' } })]
    expect(await shownAt(before(DEADLINE, 1, 'micro'), ...toOurs)).toEqual(['issued', 'issued', false])
    expect(await shownAt(DEADLINE, ...toOurs)).toEqual(['notAvailable', 'expired_unused', false])
  })

  test('R42: after the grant in Available and gone from Earning; in Not available when it is used up, expired or withdrawn', async () => {
    const log = [registered(), issued(), activated(), granted({ expiresAt: NOW })]
    expect(await shownAt(before(NOW, 1, 'micro'), ...log)).toEqual(['available', 'credited', true])
    expect(await shownAt(NOW, ...log)).toEqual(['notAvailable', 'credit_expired', true])
    const spent = charge('c-1', after(GRANTED_AT, 1, 'day'), '10000')
    expect(await shownAt(before(NOW, 1, 'day'), ...log, spent)).toEqual(['notAvailable', 'exhausted', true])
    const withdrawn = creditWithdrawn({ time: after(GRANTED_AT, 1, 'day') })
    expect(await shownAt(before(NOW, 1, 'day'), ...log, withdrawn)).toEqual(['notAvailable', 'withdrawn', true])
  })

  test("R27, R18: another account's coupon shows on no account but its own, whoever tried it or belongs to the same business", async () => {
    const recipient = { businessAccountId: 'ba-2' }
    const stranger = activated({ businessAccountId: 'ba-1' })
    const tried = await promotionsAt(await told(registered(), issued({ recipient }), stranger))
    expect(TABS.map((tab) => tried?.[tab].length)).toEqual([0, 0, 0, 0])
    const elsewhere = [issued({ recipient: { businessAccountId: 'ba-1' } }), activated({ adAccountId: 'account-2' })]
    const other = await promotionsAt(await told(registered(), ...elsewhere))
    expect(TABS.map((tab) => other?.[tab].length)).toEqual([0, 0, 0, 0])
  })
})

test('R42: the account has the reward as credit from the grant on', async () => {
  const side = await told(registered(), issued(), activated(), granted())
  const total = async (asOf: string): Promise<unknown> => {
    const { view, position } = (await viewAccount(side, ACCOUNT, { asOf: at(asOf) }))!
    const facts = creditFacts(
      ACCOUNT,
      view.coupons.map(({ state }) => state),
      view.account,
    )
    return accountCreditOf(ACCOUNT, facts, at(asOf), { position }).total
  }
  expect(await total(before(GRANTED_AT, 1, 'micro'))).toEqual([])
  expect(await total(GRANTED_AT)).toEqual([money('10000')])
})

test('R39: met by what is reported and not by what is calculated is a normal state of a coupon that earns', async () => {
  const spent = spend({ amount: money('10000') })
  const side = await told(issued(), activated(), spent, advanced(before(spent.time, 1, 'micro')))
  const instant = after(spent.time, 1, 'hour')
  const waiting = (await promotionsAt(side, instant))?.earning[0]
  expect(waiting?.progress).toMatchObject({ status: 'earning', flags: ['met_pending_calculation'], metAt: null })
  expect([waiting?.delivery, waiting?.risks]).toEqual([null, []])
  await take(side.store, instant, advanced(spent.time))
  expect((await promotionsAt(side, instant))?.earning[0]?.progress.flags).toEqual([])
})

test('R15, R16: the advice stands beside the coupon that earns, and an unknown balance gives none', async () => {
  const codes = async (...facts: ReadonlyArray<CloudEventJson>): Promise<unknown> => {
    const promotions = await promotionsAt(await told(issued(), activated(), ...facts), after(ACTIVATED_AT, 15, 'day'))
    return promotions?.earning[0]?.risks.map(({ code }) => code)
  }
  expect(await codes()).toEqual(['BEHIND_PACE'])
  expect(await codes(fact('BidChanged', { maxBid: money('3') }))).toEqual(['BEHIND_PACE'])
  expect(await codes(fact('BidChanged', { maxBid: money('3') }), fact('BalanceChanged', { cash: money('2') }))).toEqual([
    'FUNDING_BELOW_THRESHOLD',
    'AT_RISK_BALANCE_BELOW_BID',
    'BEHIND_PACE',
  ])
  expect(await codes(fact('BalanceChanged', { cash: money('10001') }), spend({ amount: money('5000') }))).toEqual([])
})

test('R40: what is overdue comes first, the breached before the merely late, then what waits, then what was granted', async () => {
  const met = (couponId: string, metAt: string): CloudEventJson[] => [
    issued({ couponId, code: couponId.replace('-', '') }),
    activated({ couponId }),
    thresholdMet({ id: `met-${couponId}`, couponId, time: metAt, metAt, confirmedAt: metAt }),
  ]
  // What is confirmed on a Friday or a Saturday is due on Monday, at the same time of the day.
  const [friday, saturday, monday] = ['2026-03-13T12:00:00Z', '2026-03-14T13:00:00Z', '2026-03-16T00:00:00Z']
  const side = await told(
    ...met('waiting', monday),
    ...met('late', saturday),
    ...met('granted', friday),
    granted({ id: 'g', couponId: 'granted', time: friday }),
    ...met('held', friday),
    cloudEvent('CreditHeld', { id: 'h', time: friday, data: { couponId: 'held', adAccountId: ACCOUNT, reason: 'r' } }),
    ...met('withheld', friday),
    cloudEvent('CreditWithheld', { id: 'w', time: friday, data: { couponId: 'withheld', adAccountId: ACCOUNT, reason: 'r' } }),
    ...met('breached', friday),
  )
  const { coupons, position } = await listDeliveries(side, {})
  const { deliveries } = deliveriesOf(coupons, NONE, at('2026-03-16T12:00:00.000001Z'), { position })
  expect(deliveries.map((one) => [one.couponId, one.slaStatus, one.isOverdue, one.blockedBy])).toEqual([
    ['breached', 'breached', true, null],
    ['held', 'breached', true, 'hold'],
    ['late', 'past_one_day', true, null],
    ['waiting', 'on_time', false, null],
    ['granted', 'on_time', false, null],
    ['withheld', 'breached', false, 'withholding'],
  ])
})

describe('whatever came in', () => {
  const CHARGES = [charge('c-1', after(GRANTED_AT, 1, 'day'), '700'), charge('c-2', after(GRANTED_AT, 9, 'day'), '99999')]
  const facts = [registered(), fact('BalanceChanged', { cash: money('50') }), ...CHARGES]

  /** Everything that can be asked at two times, as JSON. */
  const answers = async (side: ReadSide, times: Times): Promise<string> => {
    const placed = await viewAccount(side, ACCOUNT, times)
    const { coupons, position } = await listDeliveries(side, times)
    const delivered = deliveriesOf(coupons, NONE, at(NOW), { ...times, position })
    if (placed === undefined) return JSON.stringify(delivered)
    const states = placed.view.coupons.map(({ state }) => state)
    const question = { ...times, position: placed.position }
    const credit = accountCreditOf(ACCOUNT, creditFacts(ACCOUNT, states, placed.view.account), at(NOW), question)
    return JSON.stringify([promotionsOf(placed.view, READING_POLICY_DEFAULT, at(NOW), question), credit, delivered])
  }

  test('an answer known at an instant never changes after it, and is the answer of a log that ends there', async () => {
    let known = 0
    await fc.assert(
      fc.asyncProperty(history, fc.nat(99), fc.boolean(), async (batches, cut, isDated) => {
        const [whole, ended] = [readSide(), readSide()]
        const until = batches[cut % batches.length]!.recordedAt
        for (const [index, { recordedAt, events }] of batches.entries()) {
          const all = [...events, ...facts.slice(index, index + 1)]
          await take(whole.store, recordedAt, ...all)
          if (at(recordedAt) <= at(until)) await take(ended.store, recordedAt, ...all)
        }
        const times = { knownAt: at(until), asOf: isDated ? at(after(GRANTED_AT, 2, 'day')) : undefined }
        const asked = await answers(whole, times)
        expect(asked).toBe(await answers(ended, times))
        if (asked.includes('adAccountId')) known += 1
      }),
      { numRuns: 60 },
    )
    expect(known).toBeGreaterThan(20)
  })
})

test("R27: a coupon's own view knows what the charges have left of its credit, also where other coupons brought credit", async () => {
  const other = { couponId: 'coupon-2', id: 'granted-2', creditId: 'credit-2', expiresAt: after(GRANTED_AT, 30, 'day') }
  const side = await told(
    registered(),
    issued(),
    activated(),
    granted(),
    issued({ couponId: 'coupon-2', code: 'OTHER1', offer: offer() }),
    activated({ couponId: 'coupon-2' }),
    granted(other),
    charge('c-1', after(GRANTED_AT, 1, 'day'), '10001'),
  )
  const { view, position } = (await viewCoupon(side.store, 'coupon-1', {}))!
  const credit = await couponCredit(side, new Known(side.store, { times: {}, position }), 'coupon-1', view.state)
  expect(
    accountCreditOf(ACCOUNT, credit!, at(NOW), { position }).lots.map(({ couponId, left }) => [couponId, left.amount]),
  ).toEqual([
    ['coupon-2', '0'],
    ['coupon-1', '9999'],
  ])
  const ungranted = (await viewCoupon(side.store, 'coupon-1', { asOf: at(ACTIVATED_AT) }))!
  expect(
    await couponCredit(side, new Known(side.store, { times: {}, position }), 'coupon-1', ungranted.view.state),
  ).toBeUndefined()
})

test('a directory entry is caught up with the log, and one that nothing names is empty', async () => {
  const side = await told(registered(), issued(), activated())
  const entry = await side.projector.entry(directoryKeys.account(ACCOUNT))
  expect(entry).toEqual({ couponIds: ['coupon-1'], adAccountIds: [], businessAccountIds: ['ba-1'] })
  await take(side.store, NOW, activated({ couponId: 'coupon-2' }))
  expect((await side.projector.entry(directoryKeys.account(ACCOUNT))).couponIds).toEqual(['coupon-1', 'coupon-2'])
  expect((await side.projector.entry(directoryKeys.account('account-9'))).couponIds).toEqual([])
  expect(await viewAccount(side, 'account-9', {})).toBeUndefined()
  await take(side.store, NOW, spend({ adAccountId: 'account-9' }))
  expect((await viewAccount(side, 'account-9', {}))?.view.coupons).toEqual([])
})
