import type { Instant } from '@earnback/kernel'
import { adAccountOf } from './advertiser'
import type { Calendar } from './calendar'
import { aboutPromotion, aboutSpend, type Arrival, arrival, money, type PlatformEvent } from './platform-event'

const told = (sent: ReadonlyArray<readonly [PlatformEvent, Arrival['at']]>): ReadonlyArray<Arrival> =>
  sent.map(([event, at]) => arrival(at, event))

/** Facts about an account, all of one moment. */
const accountFacts = (couponId: string, at: Instant, facts: Readonly<Record<string, object>>): ReadonlyArray<Arrival> =>
  told(
    Object.entries(facts).map(([name, data]) => [
      aboutPromotion(name, `${couponId}-${name}`, at, { adAccountId: adAccountOf(couponId), ...data }),
      at,
    ]),
  )

/** The accounts of which more is known than their spend: one that may not activate yet (R11, R13), and one whose credit pays charges (R44). */
const accounts = ({ on }: Calendar): ReadonlyArray<Arrival> => [
  ...accountFacts('kyoto-knives', on(24, '09:00'), {
    AccountRegistered: { businessAccountId: 'biz-kyoto-knives', createdVia: 'ads_manager', paymentMode: 'manual' },
    AccountStandingChanged: { standing: 'approved' },
    PaymentMethodChanged: { status: 'unverified' },
    BalanceChanged: { cash: money(0n, 'JPY') },
  }),
  ...accountFacts('hoian-lanterns', on(27, '18:00'), {
    ChargeSettled: { chargeId: 'hoian-lanterns-september', amount: money(130_000n * 1_000_000n, 'VND') },
  }),
]

/** A violation that is being looked at before the threshold is met (R47), and a reward that the platform withholds (R48). */
const held = ({ on }: Calendar): ReadonlyArray<Arrival> => {
  const [violatedAt, withheldAt] = [on(8, '09:40'), on(10, '16:00')]
  const withheld = { couponId: 'bandung-batik', adAccountId: adAccountOf('bandung-batik'), reason: 'policy_violation' }
  const violation = { adAccountId: adAccountOf('chiangmai-silk'), violationId: '7702' }
  return told([
    [aboutPromotion('PolicyViolationReported', 'violation-7702', violatedAt, violation), violatedAt],
    [aboutPromotion('CreditWithheld', 'bandung-batik-withheld', withheldAt, withheld), withheldAt],
  ])
}

const afterTheGrant = ({ on }: Calendar): ReadonlyArray<Arrival> => {
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

/** What turns the fate of coupons beside their spend: facts about accounts, holds, a refund after the grant (D7), a withdrawal (R49). */
export const turns = (calendar: Calendar): ReadonlyArray<Arrival> => [
  ...accounts(calendar),
  ...held(calendar),
  ...afterTheGrant(calendar),
]
