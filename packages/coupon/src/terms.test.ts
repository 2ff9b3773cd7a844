import { formatInstant, type Instant } from '@earnback/kernel'
import { couponFindings } from './coupon-findings'
import { evolve } from './evolve'
import type { CouponState } from './state'
import { accountOf, countingWindow, deadlineOf, standingActivation, windowEndOf } from './state'
import {
  ACTIVATED_AT,
  activated,
  advanced,
  after,
  before,
  type CloudEventJson,
  COUPON,
  DEADLINE,
  decoded,
  ISSUED_AT,
  issued,
  money,
  offer,
  sceneOf,
  spend,
  WINDOW_ENDS_AT,
} from './testing'

const stateOf = (...log: ReadonlyArray<CloudEventJson>): CouponState => sceneOf(log).state
const text = (instant: Instant | undefined): string | undefined => (instant === undefined ? undefined : formatInstant(instant))
const findingsOf = (...log: ReadonlyArray<CloudEventJson>): ReadonlyArray<string> =>
  couponFindings(stateOf(...log), COUPON).map(({ code, rule }) => `${rule} ${code}`)

describe('R5: the offer travels with the code', () => {
  test('threshold, reward and windows stand in the terms, and reward need not equal threshold', () => {
    const { terms } = stateOf(
      issued({ offer: offer({ threshold: money('100', 'USD'), reward: money('150', 'USD'), spendWindow: 'P31D' }) }),
    )
    expect(terms).toMatchObject({
      threshold: { micros: 100_000_000n, currency: 'USD' },
      reward: { micros: 150_000_000n, currency: 'USD' },
      spendWindow: { text: 'P31D' },
      dayCount: 'elapsed',
    })
  })

  test('10000 JPY are ten thousand yen: a currency without minor digits is not divided', () => {
    expect(stateOf(issued()).terms?.threshold).toEqual({ micros: 10_000_000_000n, currency: 'JPY' })
  })
})

describe('R6: the terms bind as issued', () => {
  test('a second issue with other terms changes nothing and leaves a finding', () => {
    const again = issued({
      id: 'again',
      offer: offer({ threshold: money('1'), spendWindow: 'P1D' }),
      activationDeadline: ISSUED_AT,
    })
    const state = stateOf(issued(), again, activated())
    expect(state.terms).toEqual(stateOf(issued()).terms)
    expect(text(windowEndOf(state))).toBe(WINDOW_ENDS_AT)
    expect(findingsOf(issued(), again)).toEqual(['R6 ISSUE_CONFLICT'])
  })

  test('the same issue under another identity is no conflict', () => {
    const again = issued({ id: 'again', offer: offer({ threshold: money('10000.000') }) })
    expect(findingsOf(issued(), again)).toEqual([])
  })
})

describe('R7: the deadline is 14 days from receipt', () => {
  test('received wins over sent, sent over issued', () => {
    const receivedAt = after(ISSUED_AT, 2, 'day')
    const sentAt = after(ISSUED_AT, 1, 'day')
    const received = stateOf(issued({ receivedAt, sentAt }))
    expect([received.terms?.receiptBasis, text(deadlineOf(received))]).toEqual(['receivedAt', after(receivedAt, 14, 'day')])
    const sent = stateOf(issued({ sentAt }))
    expect([sent.terms?.receiptBasis, text(deadlineOf(sent))]).toEqual(['sentAt', after(sentAt, 14, 'day')])
    const neither = stateOf(issued())
    expect([neither.terms?.receiptBasis, text(deadlineOf(neither))]).toEqual(['issuedAt', DEADLINE])
  })

  test('an offer may give another activation window', () => {
    expect(text(deadlineOf(stateOf(issued({ offer: offer({ activationWindow: 'P7D' }) }))))).toBe(after(ISSUED_AT, 7, 'day'))
  })

  test('D4: a deadline that the email prints wins over the computed one', () => {
    const activationDeadline = after(ISSUED_AT, 1, 'hour')
    const state = stateOf(issued({ activationDeadline }), activated())
    expect(text(deadlineOf(state))).toBe(activationDeadline)
    expect(standingActivation(state)).toBeUndefined()
  })

  test('an activation before the receipt stands and is flagged, a microsecond later it is not', () => {
    const receivedAt = ACTIVATED_AT
    const early = activated({ time: before(receivedAt, 1, 'micro') })
    expect(standingActivation(stateOf(issued({ receivedAt }), early))).toBeDefined()
    expect(findingsOf(issued({ receivedAt }), early)).toEqual(['R7 ACTIVATED_BEFORE_RECEIPT'])
    expect(findingsOf(issued({ receivedAt }), activated({ time: receivedAt }))).toEqual([])
  })
})

describe('R8: a code expires unused, for good', () => {
  test('the last microsecond before the deadline activates, the deadline itself does not (D2)', () => {
    expect(standingActivation(stateOf(issued(), activated({ time: before(DEADLINE, 1, 'micro') })))).toBeDefined()
    expect(standingActivation(stateOf(issued(), activated({ time: DEADLINE })))).toBeUndefined()
    expect(findingsOf(issued(), activated({ time: DEADLINE }))).toEqual(['R8 ACTIVATION_WINDOW_EXPIRED'])
    expect(findingsOf(issued(), activated({ time: before(DEADLINE, 1, 'micro') }))).toEqual([])
  })

  test('an attempt after the deadline does not spoil a valid activation that came in later', () => {
    const state = stateOf(issued(), activated({ time: after(DEADLINE, 1, 'day') }), activated())
    expect(text(standingActivation(state)?.at)).toBe(ACTIVATED_AT)
  })
})

describe('R9: the time of the click decides, not when we learnt of it', () => {
  test('an activation before the deadline that comes in long after it stands', () => {
    const state = stateOf(issued(), advanced(after(DEADLINE, 60, 'day')), activated())
    expect(text(standingActivation(state)?.at)).toBe(ACTIVATED_AT)
  })

  test('an activation that comes in before its issue waits for it', () => {
    expect(standingActivation(stateOf(activated()))).toBeUndefined()
    expect(text(standingActivation(stateOf(activated(), issued()))?.at)).toBe(ACTIVATED_AT)
  })
})

describe('R22, R30: the first activation recorded stands', () => {
  test('another one, even with an earlier time, never moves it and leaves a finding', () => {
    const earlier = activated({ time: before(ACTIVATED_AT, 1, 'day') })
    const state = stateOf(issued(), activated(), earlier)
    expect(text(standingActivation(state)?.at)).toBe(ACTIVATED_AT)
    expect(findingsOf(issued(), activated(), earlier)).toEqual(['R22 ALREADY_ACTIVATED'])
  })

  test('the same activation said again is no finding', () => {
    expect(findingsOf(issued(), activated(), activated({ id: 'again' }))).toEqual([])
  })
})

describe('R25, R26: the spending window', () => {
  test('R25: starts at the activation, whenever the code was sent or received', () => {
    const late = before(DEADLINE, 1, 'day')
    for (const issue of [
      issued(),
      issued({ sentAt: after(ISSUED_AT, 1, 'hour') }),
      issued({ receivedAt: after(ISSUED_AT, 1, 'day') }),
    ]) {
      expect(text(windowEndOf(stateOf(issue, activated({ time: late }))))).toBe(after(late, 30, 'day'))
    }
  })

  test.each([
    ['P30D', 30],
    ['P31D', 31],
  ])('R26: is as long as the offer says: %s', (spendWindow, days) => {
    expect(text(windowEndOf(stateOf(issued({ offer: offer({ spendWindow }) }), activated())))).toBe(
      after(ACTIVATED_AT, days, 'day'),
    )
  })

  test('D4: an end that the activation states wins over the computed one', () => {
    const windowEndsAt = after(ACTIVATED_AT, 5, 'day')
    expect(text(windowEndOf(stateOf(issued(), activated({ windowEndsAt }))))).toBe(windowEndsAt)
  })

  test('D3: is counted in the zone of the offer where the offer says so', () => {
    const inTokyo = offer({ dayCount: 'endOfDay', zone: 'Asia/Tokyo', spendWindow: 'P30D' })
    const state = stateOf(issued({ offer: inTokyo }), activated({ time: '2026-03-03T10:00:00+09:00' }))
    expect(text(windowEndOf(state))).toBe('2026-04-02T15:00:00.000Z')
    expect(text(deadlineOf(state))).toBe('2026-03-15T15:00:00.000Z')
  })

  test('D4: frozen deadlines win over what a calendar would count today', () => {
    const frozen = decoded({
      ...issued(),
      type: 'earnback.DeadlinesFrozen.v1',
      data: { couponId: COUPON, activationDeadline: after(DEADLINE, 1, 'hour'), windowEndsAt: after(WINDOW_ENDS_AT, 1, 'hour') },
    })
    const state = evolve(stateOf(issued(), activated()), frozen, { position: 9 })
    expect([text(deadlineOf(state)), text(windowEndOf(state))]).toEqual([
      after(DEADLINE, 1, 'hour'),
      after(WINDOW_ENDS_AT, 1, 'hour'),
    ])
  })
})

describe('R35: whose spend', () => {
  test('that of the activating account; of the first attempt while none is valid; of none before any', () => {
    expect(accountOf(stateOf(issued()))).toBeUndefined()
    expect(accountOf(stateOf(activated({ adAccountId: 'a-2' })))).toBe('a-2')
    expect(accountOf(stateOf(issued(), activated({ adAccountId: 'a-2', time: DEADLINE }), activated()))).toBe('account-1')
  })

  test('spend of another account is not even looked at', () => {
    const { qualified } = sceneOf([issued(), activated(), spend({ adAccountId: 'account-2' })])
    expect(qualified.spend).toEqual([])
  })
})

test('R1: a coupon that is not activated has no window', () => {
  expect(countingWindow(stateOf(issued()))).toBeUndefined()
  expect(countingWindow(stateOf(activated()))).toBeUndefined()
})
