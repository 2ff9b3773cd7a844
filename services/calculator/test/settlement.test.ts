import {
  ACCOUNT,
  activated,
  ACTIVATED_AT,
  advanced,
  after,
  at,
  before,
  COUPON,
  issued,
  ISSUED_AT,
  money,
  offer,
  SETTLES_AT,
  spend,
  WINDOW_ENDS_AT,
} from '@earnback/coupon/testing'
import { ENGINE_SOURCE } from '@earnback/kernel'
import { Calculator, duration } from './given'

const started = async (terms: Record<string, unknown> = {}): Promise<Calculator> => {
  const calculator = new Calculator()
  await calculator.take(ISSUED_AT, issued({ offer: offer(terms) }), activated(), spend())
  return calculator
}

/** When to calculate so that the run goes through this instant. */
const reaching = (through: string): string => after(through, 3, 'hour')

describe('R46: a window below the threshold', () => {
  test('is missed by the run that passes its end and the allowed lateness, not a microsecond before, once, at that time', async () => {
    const calculator = await started()
    await calculator.calculate(reaching(WINDOW_ENDS_AT))
    await calculator.calculate(reaching(before(SETTLES_AT, 1, 'micro')))
    expect(await calculator.decided()).toEqual([])
    expect(await calculator.progress(after(SETTLES_AT, 1, 'day'))).toMatchObject({ status: 'settling' })
    const { decisions } = await calculator.calculate(reaching(SETTLES_AT))
    expect(decisions).toEqual([
      {
        name: 'SpendWindowMissed',
        source: ENGINE_SOURCE,
        id: `${COUPON}:missed`,
        occurredAt: at(SETTLES_AT),
        data: {
          couponId: COUPON,
          adAccountId: ACCOUNT,
          threshold: { micros: 10_000_000_000n, currency: 'JPY' },
          qualifyingSpend: { micros: 100_000_000n, currency: 'JPY' },
          windowEndsAt: at(WINDOW_ENDS_AT),
        },
      },
    ])
    expect(await calculator.decided()).toMatchObject([{ causationid: 'calculation-3' }])
    await calculator.take(SETTLES_AT, spend({ spendId: 'late', amount: money('20000') }))
    await calculator.calculate(after(SETTLES_AT, 90, 'day'))
    expect(await calculator.decidedNames()).toEqual(['SpendWindowMissed'])
    expect(await calculator.progress(SETTLES_AT)).toMatchObject({
      status: 'missed',
      calculated: { amount: '100' },
      findings: [{ code: 'LATE_AFTER_SETTLEMENT', about: 'late' }],
    })
  })

  test('has the time of its settlement also where the run came much later', async () => {
    const calculator = await started()
    await calculator.calculate(after(SETTLES_AT, 90, 'day'))
    expect(await calculator.named('SpendWindowMissed')).toMatchObject([{ occurredAt: at(SETTLES_AT) }])
  })

  test('takes spend that arrives after its end and before its settlement', async () => {
    const calculator = await started()
    await calculator.calculate(reaching(before(SETTLES_AT, 1, 'micro')))
    await calculator.take(SETTLES_AT, spend({ spendId: 'late', time: before(WINDOW_ENDS_AT, 1, 'micro'), amount: money('9900') }))
    await calculator.calculate(reaching(SETTLES_AT))
    expect(await calculator.decidedNames()).toEqual(['ThresholdMet', 'CreditGranted'])
    expect(await calculator.named('ThresholdMet')).toMatchObject([{ data: { metAt: at(before(WINDOW_ENDS_AT, 1, 'micro')) } }])
  })

  test.each([
    ['sooner', 'PT0S', WINDOW_ENDS_AT],
    ['later', 'P10D', after(WINDOW_ENDS_AT, 10, 'day')],
  ])('settles %s by the allowed lateness of its offer, whatever the policy says', async (_, allowedLateness, settlesAt) => {
    const calculator = await started({ allowedLateness })
    await calculator.calculate(reaching(before(settlesAt, 1, 'micro')))
    expect(await calculator.decided()).toEqual([])
    await calculator.calculate(reaching(settlesAt))
    expect(await calculator.named('SpendWindowMissed')).toMatchObject([{ occurredAt: at(settlesAt) }])
  })

  test('settles by the lateness that the run froze: a longer policy later does not open it again', async () => {
    const calculator = await started()
    await calculator.calculate(reaching(after(WINDOW_ENDS_AT, 1, 'day')), { allowedLateness: duration('P1D') })
    expect(await calculator.named('SpendWindowMissed')).toMatchObject([{ occurredAt: at(after(WINDOW_ENDS_AT, 1, 'day')) }])
    await calculator.take(SETTLES_AT, spend({ spendId: 'late', amount: money('20000') }))
    await calculator.calculate(reaching(after(WINDOW_ENDS_AT, 2, 'day')), { allowedLateness: duration('P10D') })
    expect(await calculator.progress(SETTLES_AT)).toMatchObject({ status: 'missed', calculated: { amount: '100' } })
  })

  test('whose activation arrives after the run that would have settled it is settled by the next one, with its spend', async () => {
    const calculator = new Calculator()
    await calculator.take(ISSUED_AT, issued(), spend({ amount: money('10000') }))
    await calculator.calculate(after(SETTLES_AT, 1, 'day'))
    await calculator.take(SETTLES_AT, activated())
    await calculator.calculate(after(SETTLES_AT, 1, 'day'))
    expect(await calculator.decidedNames()).toEqual(['CodeExpired', 'CodeExpiryReversed', 'ThresholdMet', 'CreditGranted'])
  })

  test('is decided by one calculation after runs that came as facts, as of the first that passed its settlement', async () => {
    const calculator = await started()
    await calculator.take(SETTLES_AT, advanced(WINDOW_ENDS_AT), advanced(SETTLES_AT), advanced(after(SETTLES_AT, 1, 'day')))
    await calculator.take(SETTLES_AT, spend({ spendId: 'late', amount: money('20000') }))
    await calculator.calculate(after(SETTLES_AT, 30, 'day'))
    expect(await calculator.named('SpendWindowMissed')).toMatchObject([
      { occurredAt: at(SETTLES_AT), data: { qualifyingSpend: { micros: 100_000_000n } } },
    ])
  })
})

describe('D4: deadlines', () => {
  const zone = 'America/Los_Angeles'
  // Clocks in Los Angeles went forward on 2026-03-08, between the receipt and every deadline.
  test.each([
    ['endOfDay', '2026-03-15T07:00:00.000Z', '2026-04-02T07:00:00.000Z'],
    ['wallClock', '2026-03-14T23:00:00.000Z', '2026-04-01T23:00:00.000Z'],
  ])('that %s counted are frozen by the first run after the activation, once', async (dayCount, deadline, end) => {
    const calculator = new Calculator()
    await calculator.take(ISSUED_AT, issued({ offer: offer({ dayCount, zone }) }))
    await calculator.calculate(before(ACTIVATED_AT, 1, 'hour'))
    expect(await calculator.decided()).toEqual([])
    await calculator.take(ACTIVATED_AT, activated(), spend({ amount: money('10000') }))
    const now = after(ACTIVATED_AT, 1, 'day')
    await calculator.calculate(now)
    expect(await calculator.decidedNames()).toEqual(['DeadlinesFrozen', 'ThresholdMet', 'CreditGranted'])
    const [frozen] = await calculator.decided()
    expect(frozen).toMatchObject({
      causationid: 'calculation-2',
      event: {
        id: `${COUPON}:deadlines`,
        occurredAt: at(now),
        data: { couponId: COUPON, activationDeadline: at(deadline), windowEndsAt: at(end) },
      },
    })
    await calculator.calculate(after(SETTLES_AT, 30, 'day'))
    expect(await calculator.named('DeadlinesFrozen')).toHaveLength(1)
  })

  test('that elapsed time counts are never frozen', async () => {
    const calculator = await started()
    await calculator.calculate(after(SETTLES_AT, 30, 'day'))
    expect(await calculator.named('DeadlinesFrozen')).toEqual([])
  })
})
