import {
  accountOfEvents,
  activated,
  ACTIVATED_AT,
  after,
  before,
  BUSINESS,
  decoded,
  issued,
  registered,
  sceneOf,
} from '../testing'
import { earlierUseFindings, holderIdOf, isActivatedFor, type NamedCoupon } from './earlier-use'

const HOLDER = { businessAccountId: BUSINESS, adAccountIds: ['account-1', 'account-2'] }

interface Given {
  readonly code?: string
  readonly time?: string
  readonly adAccountId?: string
  readonly recipient?: string
  readonly businessAccountId?: string
}

const coupon = (
  couponId: string,
  { code = couponId, time, adAccountId, recipient, businessAccountId }: Given = {},
): NamedCoupon => {
  const issue = issued({ code, ...(recipient === undefined ? {} : { recipient: { businessAccountId: recipient } }) })
  const overrides = {
    ...(time === undefined ? {} : { time }),
    ...(adAccountId === undefined ? {} : { adAccountId }),
    ...(businessAccountId === undefined ? {} : { businessAccountId }),
  }
  return { couponId, state: sceneOf([issue, activated(overrides)]).state }
}

const codes = (own: NamedCoupon, others: ReadonlyArray<NamedCoupon>, holder: typeof HOLDER | 'unknown' = HOLDER) =>
  earlierUseFindings(own, others, holder === 'unknown' ? undefined : holder).map(({ code, about }) => `${code} ${about}`)

describe('R19: ACCOUNT_ALREADY_USED_A_COUPON', () => {
  test('the later of two activations for one business account names the earlier coupon, one microsecond apart and either way', () => {
    const first = coupon('first', { time: before(ACTIVATED_AT, 1, 'micro') })
    const second = coupon('second', { adAccountId: 'account-2' })
    expect(codes(second, [first, second])).toEqual(['ACCOUNT_ALREADY_USED_A_COUPON first'])
    expect(codes(first, [first, second])).toEqual([])
    expect(codes(first, [coupon('second', { time: before(ACTIVATED_AT, 2, 'micro') })])).toEqual([
      'ACCOUNT_ALREADY_USED_A_COUPON second',
    ])
  })

  test('an ad account of another business is not theirs, a code that was issued to them is, and an unknown holder has none', () => {
    const later = coupon('later', { time: after(ACTIVATED_AT, 1, 'day') })
    expect(codes(later, [coupon('foreign', { adAccountId: 'account-9' })])).toEqual([])
    expect(codes(later, [coupon('mailed', { adAccountId: 'account-9', recipient: BUSINESS })])).toEqual([
      'ACCOUNT_ALREADY_USED_A_COUPON mailed',
    ])
    expect(codes(later, [coupon('first')], 'unknown')).toEqual([])
  })

  test('a coupon that was never activated counts as none, on either side', () => {
    const issuedOnly = { couponId: 'issued', state: sceneOf([issued()]).state }
    expect(codes(issuedOnly, [coupon('first')])).toEqual([])
    expect(codes(coupon('own'), [issuedOnly])).toEqual([])
    expect(isActivatedFor(HOLDER)(issuedOnly.state)).toBe(false)
  })
})

test('R20: CODE_ALREADY_USED names the coupon that had the very same code', () => {
  const later = coupon('later', { code: 'ONE', time: after(ACTIVATED_AT, 1, 'day') })
  expect(codes(later, [coupon('first', { code: 'ONE' })], 'unknown')).toEqual(['CODE_ALREADY_USED first'])
  expect(codes(later, [coupon('first', { code: 'one' })], 'unknown')).toEqual([])
})

test('R19: the holder is told by the activation, else by the registration, else by the issue', () => {
  const account = accountOfEvents([decoded(registered({ businessAccountId: 'by-registration' }))])
  expect(holderIdOf(coupon('a', { businessAccountId: 'by-word' }).state, account)).toBe('by-word')
  expect(holderIdOf(coupon('a', { recipient: 'by-issue' }).state, account)).toBe('by-registration')
  expect(holderIdOf(coupon('a', { recipient: 'by-issue' }).state, undefined)).toBe('by-issue')
  expect(holderIdOf(coupon('a').state, undefined)).toBeUndefined()
})
