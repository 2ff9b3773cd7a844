import { Desk, issued, line, money } from './earnback'

const NOW = '2026-03-03T00:00:00Z'
const AT_NOW = ['--now', NOW]
const CODE = 'SPRING26'

const fact = (name: string, adAccountId: string, data: object): object => ({
  specversion: '1.0',
  id: `${name}-${adAccountId}`,
  source: 'platform',
  type: `earnback.${name}.v1`,
  time: '2026-02-01T00:00:00Z',
  data: { adAccountId, ...data },
})

const account = (adAccountId: string, businessAccountId: string): ReadonlyArray<object> => [
  fact('AccountRegistered', adAccountId, { businessAccountId, createdVia: 'ads_manager', paymentMode: 'manual' }),
  fact('AccountStandingChanged', adAccountId, { standing: 'approved' }),
  fact('PaymentMethodChanged', adAccountId, { status: 'verified' }),
  fact('BalanceChanged', adAccountId, { cash: money('20000') }),
]

const issuedTo = (businessAccountId: string): object => {
  const event = issued() as { data: object }
  return { ...event, data: { ...event.data, recipient: { businessAccountId } } }
}

const activate = (code: string, adAccount: string, ...more: ReadonlyArray<string>): ReadonlyArray<string> => [
  'activate',
  '--code',
  code,
  '--ad-account',
  adAccount,
  ...AT_NOW,
  ...more,
]
const diagnose = (code: string, adAccount: string): ReadonlyArray<string> => ['diagnose', ...activate(code, adAccount).slice(1)]

let desk: Desk
beforeEach(async () => {
  desk = new Desk()
  const feed = [issuedTo('ba-1'), ...account('acct-1', 'ba-1'), ...account('acct-2', 'ba-1'), ...account('acct-9', 'ba-9')]
  const { json } = await desk.ask(['ingest', desk.file('feed.ndjson', feed.map(line).join('')), ...AT_NOW])
  expect(json).toMatchObject({ stored: feed.length, quarantined: 0 })
})
afterEach(() => desk.remove())

test('R24, R27, R53: diagnose writes nothing, activate activates, and progress has it', async () => {
  const dry = await desk.ask(diagnose(CODE, 'acct-1'))
  expect(dry).toMatchObject({ exit: 0, json: { reasons: [] } })
  expect(await desk.refusal(['progress', 'c-2'])).toMatchObject({ exit: 1 })
  expect((await desk.ask(['progress', 'c-1', ...AT_NOW])).json).toMatchObject({ status: 'issued', position: 13 })
  expect(await desk.ask(activate(CODE, 'acct-1'))).toMatchObject({
    exit: 0,
    json: {
      accepted: true,
      reasons: [],
      couponId: 'c-1',
      activatedAt: '2026-03-03T00:00:00.000Z',
      windowEndsAt: '2026-04-02T00:00:00.000Z',
      tabs: ['earning', 'available'],
      threshold: money('10000'),
      reward: money('5000'),
    },
  })
  expect((await desk.ask(['progress', 'c-1', ...AT_NOW])).json).toMatchObject({ status: 'earning', position: 16 })
  expect(await desk.ask(['verify'])).toMatchObject({ exit: 0, json: { ok: true } })
})

test('R10, R21: a refusal has every reason and exit code 1, and what it says for people has a line for each check', async () => {
  const near = await desk.ask(diagnose('spring-26', 'acct-1'))
  expect(near).toMatchObject({ exit: 1, json: { reasons: ['CODE_FORMAT_MISMATCH'] } })
  expect(near.json.checks).toContainEqual(
    expect.objectContaining({ check: 'code_format', passed: false, rule: 'R23', found: 'dashes, case' }),
  )
  expect(await desk.ask(activate(CODE, 'nobody'))).toMatchObject({
    exit: 1,
    json: {
      accepted: false,
      reasons: [
        'NOT_ORIGINAL_RECIPIENT',
        'ACCOUNT_ORIGIN_INELIGIBLE',
        'ACCOUNT_PENDING_REVIEW',
        'PAYMENT_METHOD_NOT_VERIFIED',
        'NO_POSITIVE_CASH_BALANCE',
        'NOT_PREPAID',
      ],
      couponId: null,
      activatedAt: null,
      windowEndsAt: null,
    },
  })
  const { exit, stdout } = await desk.run(activate('WRONGCODE2026', 'acct-1'))
  expect(exit).toBe(1)
  expect(stdout).toContain('Not activated: code ••••2026 for ad account acct-1.')
  expect(stdout).toContain('✗ NO   the code is known')
  expect(stdout).toContain('✓ yes  the payment method is verified')
})

test('R4: the typed code is said nowhere in full', async () => {
  const said = await Promise.all([
    desk.run(activate('WRONGCODE2026', 'acct-1')),
    desk.run(diagnose('WRONGCODE2026', 'acct-1')),
    desk.run(['activate', '--code', 'WRONGCODE2026', '--ad-account', '']),
    desk.run(['activate', '--code', 'WRONGCODE2026']),
  ])
  expect(said.map(({ exit }) => exit)).toEqual([1, 1, 2, 2])
  for (const { stdout, stderr } of said) expect(stdout + stderr).not.toContain('WRONGCODE2026')
})

test('R22: a key repeats its answer; without it the second click is told that the coupon is active', async () => {
  const first = await desk.ask(activate(CODE, 'acct-1', '--idempotency-key', 'click-1'))
  expect(await desk.ask(activate(CODE, 'acct-1', '--idempotency-key', 'click-1', '--now', '2026-03-04T00:00:00Z'))).toEqual(first)
  expect(await desk.ask(activate(CODE, 'acct-1'))).toMatchObject({
    exit: 1,
    json: { accepted: false, reasons: ['ALREADY_ACTIVATED'], activatedAt: '2026-03-03T00:00:00.000Z' },
  })
})

test('R18, R20: a stranger and another ad account are refused', async () => {
  expect((await desk.ask(activate(CODE, 'acct-9'))).json).toMatchObject({ reasons: ['NOT_ORIGINAL_RECIPIENT'], couponId: null })
  expect((await desk.ask(activate('SPRING-26', 'acct-9'))).json).toMatchObject({ reasons: ['CODE_NOT_FOUND'] })
  await desk.ask(activate(CODE, 'acct-1'))
  expect((await desk.ask(activate(CODE, 'acct-2'))).json).toMatchObject({ reasons: ['CODE_ALREADY_USED'] })
})

test('R20: two processes at once leave one winner', async () => {
  const answers = await Promise.all([desk.ask(activate(CODE, 'acct-1')), desk.ask(activate(CODE, 'acct-2'))])
  expect(answers.map(({ exit }) => exit).sort()).toEqual([0, 1])
  expect(answers.find(({ exit }) => exit === 1)?.json).toMatchObject({ reasons: ['CODE_ALREADY_USED'] })
})

test('R10, R18: attempts list what was refused and what was accepted, by the account and at two times', async () => {
  await desk.ask(activate('NOTHING26', 'acct-1'))
  const later = ['--now', '2026-03-03T00:05:00Z']
  await desk.ask(['activate', '--code', CODE, '--ad-account', 'acct-1', '--idempotency-key', 'click-1', ...later])
  const { exit, json } = await desk.ask(['attempts', 'acct-1', ...later])
  expect(exit).toBe(0)
  expect(json).toMatchObject({
    adAccountId: 'acct-1',
    attempts: [
      { at: '2026-03-03T00:00:00.000Z', accepted: false, by: 'engine', couponId: null, reasons: ['CODE_NOT_FOUND'] },
      { at: '2026-03-03T00:05:00.000Z', accepted: true, by: 'engine', couponId: 'c-1', reasons: [], idempotencyKey: 'click-1' },
    ],
    knownAt: null,
  })
  expect((await desk.ask(['attempts', 'acct-1', '--known-at', NOW])).json).toMatchObject({ attempts: [{ accepted: false }] })
  expect((await desk.ask(['attempts', 'acct-9'])).json).toMatchObject({ attempts: [] })
})
