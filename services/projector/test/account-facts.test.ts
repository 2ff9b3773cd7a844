import {
  ACCOUNT,
  accountFacts,
  activated,
  ACTIVATED_AT,
  after,
  BUSINESS,
  cloudEvent,
  type CloudEventJson,
  fact,
  issued,
  ISSUED_AT,
} from '@earnback/coupon/testing'
import { at } from '@earnback/coupon/testing'
import { standingsOf, type Times } from '@earnback/projections'
import { listAttempts, Projector, viewCoupon, withAccountFacts } from '../src'
import type { ReadSide } from '../src/read-side'
import { emptyStore, take } from './given'

const SECOND = { couponId: 'coupon-2', code: 'AUTUMN2026' }
const LATER = after(ACTIVATED_AT, 1, 'hour')

const told = async (...batches: ReadonlyArray<readonly [recordedAt: string, ...events: CloudEventJson[]]>): Promise<ReadSide> => {
  const store = emptyStore()
  for (const [recordedAt, ...events] of batches) await take(store, recordedAt, ...events)
  return { store, projector: new Projector(store) }
}

const findingsOf = async (side: ReadSide, couponId: string, times: Times = {}): Promise<ReadonlyArray<string>> => {
  const placed = (await viewCoupon(side.store, couponId, times))!
  const { findings } = await withAccountFacts(side, standingsOf(placed.view), { times, position: placed.position })
  return findings.map(({ code, about }) => `${code} ${about}`)
}

describe('R19: a second coupon that the platform activates for one business account', () => {
  const recipient = { businessAccountId: BUSINESS }
  const FIRST_TWO = [issued({ recipient }), issued({ id: 'issued-2', ...SECOND }), activated()]
  const again = activated({ id: 'activated-2', couponId: 'coupon-2', adAccountId: 'account-2', time: LATER, ...recipient })

  test('is flagged on the later one, whichever came in first, and only from when it was known', async () => {
    const side = await told([ISSUED_AT, ...FIRST_TWO], [LATER, again])
    expect(await findingsOf(side, 'coupon-2')).toEqual(['ACCOUNT_ALREADY_USED_A_COUPON coupon-1'])
    expect(await findingsOf(side, 'coupon-1')).toEqual([])
    expect(await findingsOf(side, 'coupon-2', { asOf: at(ACTIVATED_AT) })).toEqual([])
    const turned = await told([ISSUED_AT, ...FIRST_TWO.slice(0, 2), again], [LATER, activated()])
    expect(await findingsOf(turned, 'coupon-2', { knownAt: at(ISSUED_AT) })).toEqual([])
    expect(await findingsOf(turned, 'coupon-2')).toEqual(['ACCOUNT_ALREADY_USED_A_COUPON coupon-1'])
  })

  test('is found through the registration of the ad account as well', async () => {
    const unnamed = activated({ id: 'activated-2', couponId: 'coupon-2', adAccountId: 'account-2', time: LATER })
    const side = await told([ISSUED_AT, ...FIRST_TWO, ...accountFacts('account-2'), unnamed])
    expect(await findingsOf(side, 'coupon-2')).toEqual(['ACCOUNT_ALREADY_USED_A_COUPON coupon-1'])
    const foreign = await told([ISSUED_AT, ...FIRST_TWO, ...accountFacts('account-2', { businessAccountId: 'else' }), unnamed])
    expect(await findingsOf(foreign, 'coupon-2')).toEqual([])
  })
})

test('R20: a code that two coupons have is flagged on the one that was activated later', async () => {
  const twin = issued({ id: 'issued-2', couponId: 'coupon-2' })
  const again = activated({ id: 'activated-2', couponId: 'coupon-2', adAccountId: 'account-2', time: LATER })
  const side = await told([ISSUED_AT, issued(), twin, activated(), again])
  expect(await findingsOf(side, 'coupon-2')).toEqual(['CODE_ALREADY_USED coupon-1'])
  expect(await findingsOf(side, 'coupon-1')).toEqual([])
})

test('R10: attempts list what was refused, with each reason, and what was activated, and by whom', async () => {
  const rejected = cloudEvent(
    'ActivationRejected',
    {
      id: 'rejected-1',
      time: ISSUED_AT,
      data: {
        adAccountId: ACCOUNT,
        codeHash: 'hash',
        codeMasked: '…2026',
        reasons: ['PAYMENT_METHOD_NOT_VERIFIED', 'NO_POSITIVE_CASH_BALANCE'],
        checks: [{ check: 'payment_method', passed: false, rule: 'R11', found: 'none', knownAt: ISSUED_AT }],
        couponId: 'coupon-1',
        idempotencyKey: 'click-1',
      },
    },
    { source: 'earnback/engine' },
  )
  const elsewhere = activated({ id: 'elsewhere', adAccountId: 'account-2', time: LATER })
  const balance = fact('BalanceChanged', { cash: { amount: '1', currency: 'JPY' } })
  const side = await told([ISSUED_AT, issued(), rejected, balance], [LATER, activated(), elsewhere])
  const { attempts, position } = await listAttempts(side, ACCOUNT, {})
  expect(position).toBe(5)
  expect(attempts).toMatchObject([
    {
      at: ISSUED_AT,
      recordedAt: ISSUED_AT,
      position: 2,
      accepted: false,
      couponId: 'coupon-1',
      codeMasked: '…2026',
      by: 'engine',
      reasons: ['PAYMENT_METHOD_NOT_VERIFIED', 'NO_POSITIVE_CASH_BALANCE'],
      checks: [{ check: 'payment_method', passed: false, rule: 'R11', found: 'none', knownAt: ISSUED_AT }],
      idempotencyKey: 'click-1',
    },
    { at: ACTIVATED_AT, position: 4, accepted: true, couponId: 'coupon-1', by: 'platform', reasons: [], checks: [] },
  ])
  expect((await listAttempts(side, ACCOUNT, { knownAt: at(ISSUED_AT) })).attempts).toHaveLength(1)
  expect((await listAttempts(side, 'account-9', {})).attempts).toEqual([])
})
