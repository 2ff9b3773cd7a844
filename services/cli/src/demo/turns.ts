import { adAccountOf } from './advertisers'
import type { Calendar } from './calendar'
import { aboutPromotion, aboutSpend, type Arrival, arrival, money, type PlatformEvent } from './platform-event'

const told = (sent: ReadonlyArray<readonly [PlatformEvent, Arrival['at']]>): ReadonlyArray<Arrival> =>
  sent.map(([event, at]) => arrival(at, event))

/** What turns the fate of two coupons after their credit was granted: a refund (D7), and a violation (R49). */
export const turns = ({ on }: Calendar): ReadonlyArray<Arrival> => {
  const [refundedAt, violatedAt, withdrawnAt] = [on(17, '22:00'), on(23, '15:10'), on(24, '11:30')]
  const burst = { adAccountId: adAccountOf('austin-soap'), spendId: 'soap-burst' }
  const surf = { adAccountId: adAccountOf('manila-surf') }
  const pesos = (units: bigint) => money(units * 1_000_000n, 'PHP')
  return told([
    [aboutSpend('SpendRecorded', on(10, '02:30:00.000250'), { ...burst, amount: money(11_250_000n, 'USD') }), on(10, '02:40')],
    [
      aboutSpend(
        'SpendAdjusted',
        refundedAt,
        { ...burst, delta: money(-11_250_000n, 'USD'), reason: 'invalid_traffic' },
        'soap-burst-refund',
      ),
      refundedAt,
    ],
    [aboutPromotion('PolicyViolationReported', 'violation-7731', violatedAt, { ...surf, violationId: '7731' }), violatedAt],
    [
      aboutPromotion('CreditWithdrawn', 'manila-surf-withdrawn', withdrawnAt, {
        ...surf,
        couponId: 'manila-surf',
        creditId: 'manila-surf:credit',
        requested: pesos(5_000n),
        recovered: pesos(3_800n),
        alreadySpent: pesos(1_200n),
        reason: 'policy_violation',
      }),
      withdrawnAt,
    ],
  ])
}
