import { activated, type Asked, Desk, issued, line, money, spent } from './earnback'

const NOW = '2026-03-10T00:00:00Z'
const LATER = '2026-03-20T00:00:00Z'
const BY = ['--reason', 'case 7', '--actor', 'ann']

interface Found {
  readonly couponId: string
  readonly code: string
  readonly evidence?: { readonly engine: object | null; readonly platform: object | null }
}

let desk: Desk
const decide = (...args: ReadonlyArray<string>) => desk.ask(['decide', ...args, ...BY, '--now', NOW])
const refused = (...args: ReadonlyArray<string>) => desk.refusal(['decide', ...args, ...BY, '--now', NOW])
const findings = async (...args: ReadonlyArray<string>): Promise<ReadonlyArray<Found>> =>
  ((await desk.ask(['findings', '--now', LATER, ...args])) as Asked<{ findings: ReadonlyArray<Found> }>).json.findings

const platformGrant = {
  specversion: '1.0',
  id: 'p-grant',
  source: 'platform',
  type: 'earnback.CreditGranted.v1',
  time: '2026-03-09T00:00:00Z',
  data: { couponId: 'c-2', creditId: 'k', adAccountId: 'acct-1', amount: money('4999') },
}

beforeEach(async () => {
  desk = new Desk()
  const feed = [issued(), activated(), spent('s-1', '10000'), issued('c-2', { market: 'US' }), platformGrant]
  await desk.ask(['ingest', desk.file('feed.ndjson', feed.map(line).join('')), '--now', NOW])
})
afterEach(() => desk.remove())

test('R51: a person’s hold keeps the run from granting, and its release lets the next one grant', async () => {
  expect(await decide('hold', 'c-1', '--ref', 'v-1')).toMatchObject({
    exit: 0,
    json: { couponId: 'c-1', decision: { type: 'CreditHeld', ref: 'v-1', reason: 'case 7', id: 'c-1:person:hold' } },
  })
  expect(await decide('hold', 'c-1', '--ref', 'v-1')).toMatchObject({ exit: 0, json: { decision: null } })
  await desk.ask(['calculate', '--now', NOW])
  expect((await desk.ask(['progress', 'c-1', '--now', NOW])).json).toMatchObject({ status: 'on_hold', grantedAt: null })
  await decide('release', 'c-1', '--ref', 'v-1')
  await desk.ask(['calculate', '--now', NOW])
  expect((await desk.ask(['progress', 'c-1', '--now', NOW])).json).toMatchObject({ status: 'credited' })
  expect((await desk.ask(['verify'])).json).toMatchObject({ ok: true })
})

test('R48, R49, R50: withhold before the grant, withdraw after it, reinstate both; refusals name their rule', async () => {
  expect(await refused('withdraw', 'c-1')).toMatchObject({ exit: 1, code: 'NOT_GRANTED' })
  expect(await decide('withhold', 'c-1')).toMatchObject({ json: { decision: { type: 'CreditWithheld' } } })
  await desk.ask(['calculate', '--now', NOW])
  expect((await desk.ask(['progress', 'c-1', '--now', NOW])).json).toMatchObject({ status: 'withheld', grantedAt: null })
  await decide('reinstate', 'c-1')
  await desk.ask(['calculate', '--now', NOW])
  expect(await refused('withhold', 'c-1')).toMatchObject({ exit: 1, code: 'ALREADY_GRANTED' })
  expect(await decide('withdraw', 'c-1', '--amount', '2000.5', '--currency', 'JPY')).toMatchObject({
    json: { decision: { requested: money('2000.5'), recovered: money('2000.5'), alreadySpent: money('0') } },
  })
  expect(await refused('withdraw', 'c-1', '--amount', '3000', '--currency', 'JPY')).toMatchObject({
    exit: 1,
    code: 'WITHDRAWAL_EXCEEDS_GRANT',
  })
  await decide('withdraw', 'c-1')
  expect((await desk.ask(['progress', 'c-1', '--now', NOW])).json).toMatchObject({ status: 'withdrawn' })
  expect(await decide('reinstate', 'c-1')).toMatchObject({ json: { decision: { amount: money('2999.5') } } })
  expect((await desk.ask(['progress', 'c-1', '--now', NOW])).json).toMatchObject({ status: 'credited' })
})

test('R7, R30: deadlines and activations are corrected by people; wrong usage says what is wrong', async () => {
  expect(await decide('extend', 'c-2', '--to', '2026-03-20T00:00:00Z')).toMatchObject({
    json: { decision: { type: 'DeadlineExtended', newDeadline: '2026-03-20T00:00:00.000Z' } },
  })
  expect(await decide('correct', 'c-1', '--to', '2026-03-04T12:00:00Z')).toMatchObject({
    json: { decision: { type: 'ActivationCorrected', from: '2026-03-02T03:00:00.500Z', to: '2026-03-04T12:00:00.000Z' } },
  })
  await desk.ask(['calculate', '--now', NOW])
  expect((await desk.ask(['progress', 'c-1', '--now', NOW])).json).toMatchObject({ reported: money('0') })
  expect(await refused('extend', 'c-2')).toMatchObject({ exit: 2, code: 'OPTION_MISSING' })
  expect(await refused('hold', 'c-1', '--amount', '1', '--currency', 'JPY')).toMatchObject({ exit: 2, code: 'OPTIONS_CONFLICT' })
  expect(await refused('withdraw', 'c-1', '--amount', '1')).toMatchObject({ exit: 2, code: 'OPTION_MISSING' })
  expect(await refused('hold', 'c-9')).toMatchObject({ exit: 1, code: 'COUPON_NOT_FOUND' })
  expect(await desk.refusal(['decide', 'hold', 'c-1'])).toMatchObject({ exit: 2, code: 'OPTION_MISSING' })
})

test('the work queue holds findings and disagreements of every coupon, newest first, at any two times', async () => {
  const now = await findings()
  expect(now.map(({ couponId, code }) => [couponId, code])).toEqual([
    ['c-2', 'CHANNEL_NOT_OFFERED_IN_MARKET'],
    ['c-2', 'GRANT_AMOUNT_DIFFERS'],
    ['c-2', 'GRANT_EARLY'],
  ])
  expect(now[1]?.evidence).toMatchObject({ engine: null, platform: { id: 'p-grant', position: 5, amount: money('4999') } })
  expect(await findings('--known-at', NOW)).toEqual(now)
  expect(await findings('--as-of', '2026-03-08T00:00:00Z')).toMatchObject([{ code: 'CHANNEL_NOT_OFFERED_IN_MARKET' }])
  expect(await findings('--coupon', 'c-1')).toEqual([])
  expect((await desk.ask(['progress', 'c-2'])).json.findings).toMatchObject([
    { code: 'CHANNEL_NOT_OFFERED_IN_MARKET' },
    { code: 'GRANT_AMOUNT_DIFFERS' },
    { code: 'GRANT_EARLY' },
  ])
  expect(await desk.refusal(['findings', '--coupon', 'c-9'])).toMatchObject({ exit: 1, code: 'COUPON_NOT_FOUND' })
  expect((await desk.run(['findings'])).stdout).toMatch(/^coupon +finding +rule +about/)
})

test('R41: where the platform grants, a grant that is overdue is missing', async () => {
  const env = { EARNBACK_GRANT_AUTHORITY: 'platform' }
  await desk.ask(['calculate', '--now', NOW], { env })
  const asked = (now: string) => desk.ask(['findings', '--coupon', 'c-1', '--now', now], { env })
  expect((await asked('2026-03-10T23:59:59.999999Z')).json).toEqual({ findings: [] })
  expect((await asked('2026-03-11T00:00:00Z')).json).toMatchObject({ findings: [{ code: 'GRANT_MISSING', rule: 'R41' }] })
})

test('R52: one command answers for a coupon: terms, timeline, verdicts, findings, proof', async () => {
  await desk.ask(['calculate', '--now', NOW])
  await decide('withdraw', 'c-1', '--ref', 'ticket-7')
  const { exit, json } = (await desk.ask(['dossier', 'c-1', '--now', NOW])) as Asked<
    Record<string, unknown> & { timeline: ReadonlyArray<Record<string, unknown>>; log: object }
  >
  expect(exit).toBe(0)
  expect(json).toMatchObject({
    couponId: 'c-1',
    adAccountId: 'acct-1',
    code: 'SPRING26',
    email: { receivedAt: '2026-03-01T01:00:00.000Z', receiptBasis: 'issuedAt' },
    terms: { offerId: 'o-1', threshold: money('10000'), reward: money('5000'), spendWindow: 'P30D' },
    progress: { status: 'withdrawn' },
    attempts: [],
    verdicts: [{ spendId: 's-1', verdict: 'COUNTED', rule: 'R28', calculatedAt: '2026-03-10T00:00:00.000Z' }],
    totals: { COUNTED: money('10000') },
    findings: [],
  })
  expect(json.timeline.map(({ type }) => type)).toEqual([
    'CodeIssued',
    'CodeActivated',
    'ThresholdMet',
    'CreditGranted',
    'CreditWithdrawn',
  ])
  expect(json.timeline.at(-1)).toMatchObject({
    position: 9,
    source: 'earnback/engine',
    id: 'c-1:person:withdraw',
    occurredAt: '2026-03-10T00:00:00.000Z',
    reportedAt: null,
    recordedAt: '2026-03-10T00:00:00.000Z',
    calculatedAt: null,
    actor: 'ann',
    causationid: 'ticket-7',
  })
  expect((await desk.ask(['verify'])).json).toMatchObject({ head: json.log })
  expect((await desk.run(['dossier', 'c-1'])).stdout).toContain('CreditWithdrawn')
  expect(await desk.refusal(['dossier', 'c-9'])).toMatchObject({ exit: 1, code: 'COUPON_NOT_FOUND' })
})
