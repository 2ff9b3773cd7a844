import { ENGINE_SOURCE, formatInstant, formatMicros, type Micros } from '@earnback/kernel'
import * as fc from 'fast-check'
import { encodeEvent } from '../events/decode'
import type { Event, EventName, EventOf } from '../events/event'
import { evolve } from '../evolve'
import type { CouponState } from '../state'
import {
  ACCOUNT,
  ACTIVATED_AT,
  activated,
  after,
  at,
  type CloudEventJson,
  COUPON,
  creditGranted,
  creditWithdrawn,
  decoded,
  issued,
  money,
  offer,
  SETTLES_AT,
  sceneOf,
  thresholdMet,
  thresholdReverted,
  WINDOW_ENDS_AT,
} from '../testing'
import { UNKNOWN_ACCOUNT } from '../account/state'
import { isReviewOpen } from '../state'
import { settleRun } from './settle-run'
import type { Confirmation, Standing } from './standing'

const T = 10_000_000_000n
const MET_AT = after(ACTIVATED_AT, 9, 'day')
const RUN_AT = after(ACTIVATED_AT, 10, 'day')
const ENGINE = { source: ENGINE_SOURCE }

const confirmation = (overrides: Partial<Confirmation> = {}): Confirmation => ({
  metAt: at(MET_AT),
  crossingSpendId: 'spend-9',
  confirmedAt: at(RUN_AT),
  calculatedThrough: at(MET_AT),
  qualifyingSpend: T,
  ...overrides,
})

const standing = (overrides: Partial<Standing> = {}): Standing => ({
  couponId: COUPON,
  adAccountId: ACCOUNT,
  runAt: at(RUN_AT),
  calculated: 0n,
  closedBy: undefined,
  confirmation: undefined,
  account: UNKNOWN_ACCOUNT,
  position: 100,
  grantAuthority: 'engine',
  ...overrides,
})

/** A run right after which calculated spend is `calculated`: it confirms where that reaches the threshold. */
const run = (calculated: Micros, overrides: Partial<Standing> = {}): Standing =>
  standing({
    calculated,
    confirmation: calculated >= T ? confirmation({ qualifyingSpend: calculated }) : undefined,
    ...overrides,
  })

const closedBy = { through: at(SETTLES_AT), latenessMicros: 3 * 86_400_000_000 }

const given = (...log: ReadonlyArray<CloudEventJson>): CouponState => sceneOf([issued(), activated(), ...log]).state
const fold = (state: CouponState, events: ReadonlyArray<Event>, from = 100): CouponState =>
  events.reduce((known, event, index) => evolve(known, event, { position: from + index }), state)
const names = (events: ReadonlyArray<Event>): ReadonlyArray<string> => events.map(({ name }) => name)
const only = <Name extends EventName>(name: Name, events: ReadonlyArray<Event>): EventOf<Name> => {
  expect(names(events)).toEqual([name])
  return events[0] as unknown as EventOf<Name>
}

describe('R32, D6: meeting the threshold', () => {
  const platform = { grantAuthority: 'platform' } as const

  test('given calculated spend at the threshold, when a run settles, then ThresholdMet says when, by what and through where', () => {
    const met = only('ThresholdMet', settleRun(run(T, platform))(given()))
    expect(encodeEvent(met)).toMatchObject({
      id: 'coupon-1:threshold-met',
      source: ENGINE_SOURCE,
      time: MET_AT,
      data: {
        couponId: COUPON,
        adAccountId: ACCOUNT,
        threshold: money('10000'),
        qualifyingSpend: money('10000'),
        metAt: MET_AT,
        confirmedAt: RUN_AT,
        crossingSpendId: 'spend-9',
        calculatedThrough: MET_AT,
      },
    })
  })

  test('given a micro-unit less, then nothing is decided', () => {
    expect(settleRun(run(T - 1n))(given())).toEqual([])
  })

  test('given that it was met before, then it is not said again: it is latched once', () => {
    const state = given(thresholdMet(ENGINE), creditGranted())
    expect(settleRun(run(T + 5n, { confirmation: confirmation({ metAt: at(after(MET_AT, -1, 'day')) }) }))(state)).toEqual([])
  })

  test("given the platform's own ThresholdMet, then the engine still says its own", () => {
    expect(names(settleRun(run(T, platform))(given(thresholdMet())))).toEqual(['ThresholdMet'])
  })

  test('given a reversal, when a later run confirms again, then it is met a second time under another id', () => {
    const met = only('ThresholdMet', settleRun(run(T, platform))(given(thresholdMet(ENGINE), thresholdReverted(ENGINE))))
    expect(met.id).toBe('coupon-1:threshold-met:2')
  })
})

describe('R41: granting the credit', () => {
  test('given a threshold met at this run, then the same run grants the reward of the frozen terms', () => {
    const state = sceneOf([issued({ offer: offer({ reward: money('150', 'USD') }) }), activated()]).state
    const [met, grant] = settleRun(run(T))(state)
    expect(met?.name).toBe('ThresholdMet')
    expect(grant).toMatchObject({ name: 'CreditGranted', id: 'coupon-1:grant', source: ENGINE_SOURCE, occurredAt: at(RUN_AT) })
    expect(encodeEvent(grant as Event).data).toEqual({
      couponId: COUPON,
      creditId: 'coupon-1:credit',
      adAccountId: ACCOUNT,
      amount: money('150', 'USD'),
      basis: { thresholdMetId: 'coupon-1:threshold-met', crossingSpendId: 'spend-9', position: 100 },
    })
  })

  test('given that the platform grants, then the engine only says that the threshold is met', () => {
    expect(names(settleRun(run(T, { grantAuthority: 'platform' }))(given()))).toEqual(['ThresholdMet'])
    expect(settleRun(run(T, { grantAuthority: 'platform' }))(given(thresholdMet(ENGINE)))).toEqual([])
  })

  test.each([
    ['its own grant', creditGranted(ENGINE)],
    ["the platform's grant", creditGranted()],
    ['a grant taken back', creditWithdrawn()],
  ])('given %s, then it never grants again', (_, earlier) => {
    expect(names(settleRun(run(T))(given(thresholdMet(ENGINE), earlier)))).not.toContain('CreditGranted')
  })

  test("given only the platform's word that the threshold is met, then nothing is granted", () => {
    expect(settleRun(run(T - 1n))(given(thresholdMet()))).toEqual([])
  })

  test('given a threshold met at an earlier run that crashed before the grant, then the next run grants', () => {
    expect(names(settleRun(run(T))(given(thresholdMet(ENGINE))))).toEqual(['CreditGranted'])
  })
})

describe('D7: calculated spend falls below the threshold', () => {
  test('before the grant: the threshold is reverted, at this run', () => {
    const reverted = only(
      'ThresholdReverted',
      settleRun(run(T - 1n, { grantAuthority: 'platform' }))(given(thresholdMet(ENGINE))),
    )
    expect([reverted.id, formatInstant(reverted.occurredAt), formatMicros(reverted.data.qualifyingSpend.micros)]).toEqual([
      'coupon-1:threshold-reverted',
      RUN_AT,
      '9999.999999',
    ])
  })

  test('before the grant, a second time: under another id', () => {
    const met = thresholdMet(ENGINE)
    const state = given(met, thresholdReverted(ENGINE), { ...met, id: 'again' })
    expect(only('ThresholdReverted', settleRun(run(T - 1n, { grantAuthority: 'platform' }))(state)).id).toBe(
      'coupon-1:threshold-reverted:2',
    )
  })

  test('after the grant: nothing is taken back, a person is asked, once', () => {
    const state = given(thresholdMet(ENGINE), creditGranted(ENGINE))
    const review = only('GrantReviewRequired', settleRun(run(T - 1n))(state))
    expect([review.id, formatMicros(review.data.qualifyingSpend.micros)]).toEqual(['coupon-1:grant-review', '9999.999999'])
    expect(settleRun(run(T - 2n))(fold(state, [review]))).toEqual([])
  })

  test('after the grant, at the threshold itself: nobody is asked', () => {
    expect(settleRun(run(T))(given(thresholdMet(ENGINE), creditGranted(ENGINE)))).toEqual([])
  })
})

describe('R46: missing the window', () => {
  test('given a run past the end and the lateness, with a micro-unit too little, then the window is missed, as of the settlement', () => {
    const missed = only('SpendWindowMissed', settleRun(run(T - 1n, { closedBy }))(given()))
    expect(encodeEvent(missed)).toMatchObject({
      id: 'coupon-1:missed',
      time: SETTLES_AT,
      data: { threshold: money('10000'), qualifyingSpend: money('9999.999999'), windowEndsAt: WINDOW_ENDS_AT },
    })
  })

  test("given the offer's own lateness, then the settlement goes by it", () => {
    const state = sceneOf([issued({ offer: offer({ allowedLateness: 'PT1H' }) }), activated()]).state
    expect(formatInstant(only('SpendWindowMissed', settleRun(run(0n, { closedBy }))(state)).occurredAt)).toBe(
      after(WINDOW_ENDS_AT, 1, 'hour'),
    )
  })

  test('given no run that closed the window, then it is not missed, however late the run', () => {
    expect(settleRun(run(0n, { runAt: at(after(SETTLES_AT, 100, 'day')) }))(given())).toEqual([])
  })

  test('given the threshold reached, then the closing run meets and grants, and nothing is missed', () => {
    expect(names(settleRun(run(T, { closedBy }))(given()))).toEqual(['ThresholdMet', 'CreditGranted'])
  })

  test('given a threshold that fell away before the grant, then the closing run reverts it and the window is missed', () => {
    const names_ = names(settleRun(run(T - 1n, { closedBy, grantAuthority: 'platform' }))(given(thresholdMet(ENGINE))))
    expect(names_).toEqual(['ThresholdReverted', 'SpendWindowMissed'])
  })

  test('given a coupon that was never activated, then nothing is missed', () => {
    expect(settleRun(run(0n, { closedBy }))(sceneOf([issued()]).state)).toEqual([])
  })
})

describe('D4: freezing deadlines that a calendar counted', () => {
  const tokyo = issued({ offer: offer({ dayCount: 'endOfDay', zone: 'Asia/Tokyo' }) })

  test('given an activated coupon whose days are counted in a zone, then both deadlines are frozen, once', () => {
    const { state } = sceneOf([tokyo, activated()])
    const frozen = only('DeadlinesFrozen', settleRun(run(0n))(state))
    expect(encodeEvent(frozen)).toMatchObject({
      id: 'coupon-1:deadlines',
      data: { couponId: COUPON, activationDeadline: '2026-03-15T15:00:00.000Z', windowEndsAt: '2026-04-02T15:00:00.000Z' },
    })
    expect(settleRun(run(0n))(fold(state, [frozen]))).toEqual([])
  })

  test('given elapsed days, or no activation yet, then there is nothing to freeze', () => {
    expect(settleRun(run(0n))(given())).toEqual([])
    expect(settleRun(run(0n))(sceneOf([tokyo]).state)).toEqual([])
  })
})

describe('a run', () => {
  test('decides nothing about a coupon of which the log knows no terms', () => {
    expect(settleRun(run(T, { closedBy }))(sceneOf([activated()]).state)).toEqual([])
  })

  const history = fc.subarray([
    activated(),
    thresholdMet(ENGINE),
    thresholdMet({ id: 'theirs' }),
    thresholdReverted(ENGINE),
    creditGranted(ENGINE),
    creditGranted({ id: 'theirs' }),
    creditWithdrawn(),
  ])
  const issue = fc.constantFrom(issued(), issued({ offer: offer({ dayCount: 'wallClock', zone: 'Asia/Tokyo' }) }))
  const state = fc.tuple(issue, history).map(([first, rest]) => sceneOf([first, ...rest]).state)
  const standings = fc
    .record({
      calculated: fc.constantFrom(0n, T - 1n, T, T + 1n),
      isClosed: fc.boolean(),
      grantAuthority: fc.constantFrom('engine' as const, 'platform' as const),
    })
    .map(({ calculated, isClosed, grantAuthority }) =>
      run(calculated, { grantAuthority, closedBy: isClosed ? closedBy : undefined }),
    )

  test('that settles again what it settled decides nothing more (property)', () => {
    fc.assert(
      fc.property(state, standings, (known, at_) => {
        const decisions = settleRun(at_)(known)
        expect(settleRun(at_)(fold(known, decisions))).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  test('never grants twice, whatever runs follow one another (property)', () => {
    fc.assert(
      fc.property(state, fc.array(standings, { maxLength: 8 }), (known, following) => {
        let [latest, position] = [known, 100]
        for (const each of following) {
          const decisions = settleRun(each)(latest)
          latest = fold(latest, decisions, position)
          position += decisions.length
        }
        const granted = latest.grants.length - known.grants.length
        expect(granted).toBeLessThanOrEqual(known.grants.length > 0 || known.withdrawals.length > 0 ? 0 : 1)
      }),
      { numRuns: 1_000 },
    )
  })

  test('writes nothing that it could not read again (property)', () => {
    fc.assert(
      fc.property(state, standings, (known, at_) => {
        for (const event of settleRun(at_)(known)) expect(decoded(JSON.parse(JSON.stringify(encodeEvent(event))))).toEqual(event)
      }),
    )
  })
})

describe('D7, R51: a review of the grant', () => {
  const asked = {
    ...thresholdReverted(),
    id: 'asked',
    type: 'earnback.GrantReviewRequired.v1',
    data: { ...thresholdReverted().data, cause: 'policy breach violation:v-1' },
  } as const

  test('is open from when it was asked for until a withdrawal answers it, and a withdrawal from before answers nothing', () => {
    const open = (...after_: ReadonlyArray<CloudEventJson>) =>
      isReviewOpen(sceneOf([issued(), activated(), creditGranted(), ...after_]).state)
    expect(open()).toBe(false)
    expect(open(asked)).toBe(true)
    expect(open(asked, creditWithdrawn())).toBe(false)
    expect(open(creditWithdrawn(), asked)).toBe(true)
  })
})
