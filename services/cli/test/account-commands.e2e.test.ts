import { activated, Desk, issued, line, money, platformEvent, spent } from './earnback'

const RUN_AT = '2026-03-10T00:00:00Z'
const LATER = '2026-03-12T00:00:00Z'
const AT_LATER = ['--now', LATER]

const about = { adAccountId: 'acct-1' }
const charge = (chargeId: string, time: string, amount: string): object =>
  platformEvent('ChargeSettled', chargeId, time, { ...about, chargeId, amount: money(amount) })

const FACTS = [
  platformEvent('AccountRegistered', 'registered', '2026-01-01T00:00:00Z', {
    ...about,
    businessAccountId: 'ba-1',
    createdVia: 'ads_manager',
    paymentMode: 'manual',
    zone: 'Asia/Tokyo',
  }),
  issued('c-1', { creditValidity: 'P60D' }),
  activated(),
  spent('s-1', '10000'),
  platformEvent('CodeIssued', 'c-2-issued', '2026-03-09T00:00:00Z', {
    couponId: 'c-2',
    code: 'SUMMER26',
    offer: { offerId: 'o-2', threshold: money('20000'), reward: money('800'), spendWindow: 'P30D' },
    recipient: { businessAccountId: 'ba-1' },
  }),
  platformEvent('BalanceChanged', 'balance', '2026-03-09T01:00:00Z', { ...about, cash: money('20000') }),
]
const CHARGES = [
  charge('ch-before', '2026-03-09T23:59:59.999999Z', '70'),
  charge('ch-1', '2026-03-10T06:00:00Z', '4999.5'),
  charge('ch-2', '2026-03-11T06:00:00Z', '100'),
]

let desk: Desk
beforeAll(async () => {
  desk = new Desk()
  await desk.ask(['ingest', '-', '--now', RUN_AT], { stdin: FACTS.map(line).join('') })
  await desk.ask(['calculate', '--now', RUN_AT])
  await desk.ask(['ingest', '-', ...AT_LATER], { stdin: CHARGES.map(line).join('') })
})
afterAll(() => desk.remove())

test('R44: credit tells what is left, and which charge was paid by which coupon, the rest from cash', async () => {
  const { exit, json } = await desk.ask(['credit', 'acct-1', ...AT_LATER])
  expect(exit).toBe(0)
  expect(json).toMatchObject({
    adAccountId: 'acct-1',
    total: [money('0')],
    lots: [
      {
        couponId: 'c-1',
        creditId: 'c-1:credit',
        grantedAt: '2026-03-10T00:00:00.000Z',
        expiresAt: '2026-05-09T00:00:00.000Z',
        granted: money('5000'),
        reinstated: money('0'),
        consumed: money('5000'),
        recovered: money('0'),
        forfeited: money('0'),
        left: money('0'),
      },
    ],
    charges: [
      { chargeId: 'ch-before', parts: [], rest: { source: 'cash', amount: money('70') } },
      { chargeId: 'ch-1', parts: [{ creditId: 'c-1:credit', couponId: 'c-1', amount: money('4999.5') }] },
      { chargeId: 'ch-2', parts: [{ amount: money('0.5') }], rest: { source: 'cash', amount: money('99.5') } },
    ],
    asOf: null,
    knownAt: null,
    position: 12,
  })
})

test('R44: credit at two times leaves out what was later', async () => {
  const before = await desk.ask(['credit', 'acct-1', '--as-of', '2026-03-10T12:00:00Z'])
  expect(before.json).toMatchObject({ total: [money('0.5')], asOf: '2026-03-10T12:00:00.000Z' })
  const known = await desk.ask(['credit', 'acct-1', '--known-at', RUN_AT])
  expect(known.json).toMatchObject({ total: [money('5000')], charges: [], position: 9 })
})

test('R27: progress and promotions know that the credit is used up, in which tab, and whether it expired', async () => {
  expect((await desk.ask(['progress', 'c-1', ...AT_LATER])).json).toMatchObject({ status: 'exhausted', tabs: ['not_available'] })
  const asOf = ['--as-of', '2026-03-11T05:59:59Z']
  expect((await desk.ask(['progress', 'c-1', ...asOf])).json).toMatchObject({ status: 'credited', tabs: ['available'] })
  const expired = ['--known-at', RUN_AT, '--as-of', '2026-05-09T00:00:00Z']
  expect((await desk.ask(['progress', 'c-1', ...expired])).json).toMatchObject({ status: 'credit_expired' })
})

test('R27, R42: promotions lists the coupons by tab, and the issued ones of the business in none', async () => {
  const { json } = await desk.ask(['promotions', 'acct-1', '--as-of', '2026-03-10T12:00:00Z'])
  expect(json).toMatchObject({
    adAccountId: 'acct-1',
    businessAccountIds: ['ba-1'],
    available: [
      {
        progress: { couponId: 'c-1', status: 'credited' },
        creditLeft: money('0.5'),
        delivery: { metAt: '2026-03-03T03:00:00.000Z', oneDayTarget: '2026-03-04T03:00:00.000Z', slaStatus: 'past_one_day' },
        risks: [],
        couponCardVisible: true,
      },
    ],
    earning: [],
    notAvailable: [],
    issued: [
      { progress: { couponId: 'c-2', status: 'issued', tabs: [] }, delivery: null, creditLeft: null, couponCardVisible: false },
    ],
  })
  expect(json).toMatchObject({ issued: [{ risks: [{ code: 'FUNDING_BELOW_THRESHOLD', rule: 'R15' }] }] })
})

test('R40: deliveries tells both clocks, counts the holidays, and shows what is overdue first', async () => {
  const { json } = await desk.ask(['deliveries', ...AT_LATER], { env: { EARNBACK_HOLIDAYS: '2026-03-11' } })
  const row = {
    couponId: 'c-1',
    adAccountId: 'acct-1',
    reward: money('5000'),
    metAt: '2026-03-03T03:00:00.000Z',
    confirmedAt: '2026-03-10T00:00:00.000Z',
    oneDayTarget: '2026-03-04T03:00:00.000Z',
    businessDayDue: '2026-03-12T00:00:00.000Z',
    grantedAt: '2026-03-10T00:00:00.000Z',
    slaStatus: 'past_one_day',
    isOverdue: false,
    blockedBy: null,
  }
  expect(json).toEqual({ deliveries: [row], asOf: null, knownAt: null, position: 12 })
  const [before] = ((await desk.ask(['deliveries', '--as-of', '2026-03-09T00:00:00Z'])).json as { deliveries: object[] })
    .deliveries
  expect(before).toMatchObject({ couponId: 'c-1', grantedAt: null, isOverdue: true })
  expect((await desk.ask(['deliveries', '--known-at', '2026-03-09T00:00:00Z'])).json).toMatchObject({ deliveries: [] })
})

test('people read the same, aligned', async () => {
  const said = async (...args: ReadonlyArray<string>): Promise<string> => (await desk.run([...args, ...AT_LATER])).stdout
  const credit = await said('credit', 'acct-1')
  expect(credit).toContain('Ad account acct-1  0 JPY of credit left')
  expect(credit).toMatch(/c-1:credit +c-1 +5,000 +0 +5,000 +0 +0 +0 +JPY +in 58 days/)
  expect(credit).toMatch(/ch-2 +2026-03-11T06:00:00.000Z +100 +JPY +0.5 c-1:credit of c-1, 99.5 cash/)
  const promotions = await said('promotions', 'acct-1')
  expect(promotions).toContain('Not available  1\n  c-1  used up: the credit was spent to the last unit\n')
  expect(promotions).toContain('Issued, to be activated  1\n  c-2  issued, not activated yet\n')
  expect(await said('deliveries')).toMatch(/c-1 +acct-1 +5,000 JPY +2026-03-03T03:00:00.000Z +7 days ago/)
})

test('an account that nothing names, or nothing named yet, is a refusal', async () => {
  for (const command of ['promotions', 'credit']) {
    expect(await desk.refusal([command, 'acct-2'])).toMatchObject({ exit: 1, code: 'ACCOUNT_NOT_FOUND' })
    const early = [command, 'acct-1', '--known-at', '2026-03-09T00:00:00Z']
    expect(await desk.refusal(early)).toMatchObject({ exit: 1, code: 'ACCOUNT_NOT_FOUND' })
  }
})
