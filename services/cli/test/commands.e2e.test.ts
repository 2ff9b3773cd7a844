import { type Asked, activated, Desk, issued, line, spent } from './earnback'

const NOW = '2026-03-10T00:00:00Z'
const AT_NOW = ['--now', NOW]

let desk: Desk
beforeAll(async () => {
  desk = new Desk()
  const feed = [
    issued(),
    activated(),
    spent('s-early', '900', '2026-03-02T12:00:00.500+09:00'),
    spent('s-1', '6000'),
    spent('s-2', '3999.999999', '2026-03-04T12:00:00+09:00'),
    spent('=SUM(A1)', '0.000001', '2026-03-05T12:00:00+09:00'),
    spent('s-new', '70', '2026-03-10T08:30:00+09:00'),
  ]
  const { exit, json } = await desk.ask(['ingest', desk.file('feed.ndjson', feed.map(line).join('')), ...AT_NOW])
  expect({ exit, json }).toEqual({ exit: 0, json: { read: 7, stored: 7, duplicates: 0, quarantined: 0, reasons: {} } })
})
afterAll(() => desk.remove())

test('progress before a run: everything is reported and nothing calculated (R38, R39)', async () => {
  const { exit, json } = await desk.ask(['progress', 'c-1', ...AT_NOW])
  expect(exit).toBe(0)
  expect(json).toMatchObject({
    status: 'earning',
    flags: ['met_pending_calculation', 'data_stale'],
    reported: { amount: '10070', currency: 'JPY' },
    calculated: { amount: '0', currency: 'JPY' },
    pending: { amount: '10070', currency: 'JPY' },
    calculatedThrough: null,
  })
})

test('calculate makes a run at now less the lag, and its decisions follow once', async () => {
  const first = await desk.ask(['calculate', ...AT_NOW])
  expect(first).toMatchObject({
    exit: 0,
    json: {
      through: '2026-03-09T21:00:00.000Z',
      isNewRun: true,
      decisions: [
        {
          type: 'ThresholdMet',
          couponId: 'c-1',
          qualifyingSpend: { amount: '10000', currency: 'JPY' },
          crossingSpendId: '=SUM(A1)',
        },
        { type: 'CreditGranted', couponId: 'c-1', amount: { amount: '5000', currency: 'JPY' } },
      ],
    },
  })
  const { json } = (await desk.ask(['calculate', ...AT_NOW])) as Asked<{ decisions: unknown[] }>
  expect(json).toMatchObject({ through: '2026-03-09T21:00:00.000Z', decisions: [] })
})

test('progress has every field of the contract', async () => {
  const { exit, json } = await desk.ask(['progress', 'c-1', ...AT_NOW])
  expect(exit).toBe(0)
  expect(json).toMatchObject({
    couponId: 'c-1',
    status: 'credited',
    tabs: ['available'],
    threshold: { amount: '10000', currency: 'JPY' },
    reward: { amount: '5000', currency: 'JPY' },
    reported: { amount: '10070', currency: 'JPY' },
    calculated: { amount: '10000', currency: 'JPY' },
    pending: { amount: '70', currency: 'JPY' },
    calculatedThrough: '2026-03-09T21:00:00.000Z',
    activatedAt: '2026-03-02T03:00:00.500Z',
    windowEndsAt: '2026-04-01T03:00:00.500Z',
    activationDeadline: '2026-03-15T01:00:00.000Z',
    metAt: '2026-03-05T03:00:00.000Z',
    confirmedAt: '2026-03-10T00:00:00.000Z',
    grantedAt: '2026-03-10T00:00:00.000Z',
    findings: [],
    asOf: null,
    knownAt: null,
  })
  expect(json.position).toBe(10)
})

test('progress at two times leaves out what was later', async () => {
  const { json } = await desk.ask(['progress', 'c-1', '--as-of', '2026-03-04T00:00:00+09:00', '--known-at', NOW])
  expect(json).toMatchObject({
    status: 'earning',
    reported: { amount: '6000' },
    asOf: '2026-03-03T15:00:00.000Z',
    knownAt: '2026-03-10T00:00:00.000Z',
  })
})

test('a coupon that is not there, or was not known yet, is a refusal', async () => {
  expect(await desk.refusal(['progress', 'c-2'])).toMatchObject({ exit: 1, code: 'COUPON_NOT_FOUND' })
  expect(await desk.refusal(['explain', 'c-2'])).toMatchObject({ exit: 1, code: 'COUPON_NOT_FOUND' })
  expect(await desk.refusal(['progress', 'c-1', '--known-at', '2026-03-09T00:00:00Z'])).toMatchObject({
    exit: 1,
    code: 'COUPON_NOT_FOUND',
  })
  const { exit, stdout, stderr } = await desk.run(['progress', 'c-2'])
  expect([exit, stdout]).toEqual([1, ''])
  expect(stderr).toContain('error COUPON_NOT_FOUND: ')
})

test('explain gives one verdict for every line, and the totals add up', async () => {
  const { exit, json } = (await desk.ask(['explain', 'c-1'])) as Asked<{
    verdicts: ReadonlyArray<Record<string, unknown>>
    totals: unknown
  }>
  expect(exit).toBe(0)
  expect(json.verdicts.map(({ spendId, verdict, rule, runningTotal }) => [spendId, verdict, rule, runningTotal])).toEqual([
    ['s-early', 'AT_ACTIVATION_INSTANT', 'R28', { amount: '0', currency: 'JPY' }],
    ['s-1', 'COUNTED', 'R28', { amount: '6000', currency: 'JPY' }],
    ['s-2', 'COUNTED', 'R28', { amount: '9999.999999', currency: 'JPY' }],
    ['=SUM(A1)', 'COUNTED', 'R28', { amount: '10000', currency: 'JPY' }],
    ['s-new', 'PENDING_CALCULATION', 'R38', { amount: '10000', currency: 'JPY' }],
  ])
  expect(json.verdicts[1]).toMatchObject({
    occurredAt: '2026-03-03T03:00:00.000Z',
    recordedAt: '2026-03-10T00:00:00.000Z',
    amount: { amount: '6000', currency: 'JPY' },
    qualifyingAmount: { amount: '6000', currency: 'JPY' },
  })
  expect(json.totals).toEqual({
    AT_ACTIVATION_INSTANT: { amount: '900', currency: 'JPY' },
    COUNTED: { amount: '10000', currency: 'JPY' },
    PENDING_CALCULATION: { amount: '70', currency: 'JPY' },
  })
})

test('explain --verdict leaves lines out and the totals whole', async () => {
  const { json } = (await desk.ask(['explain', 'c-1', '--verdict', 'PENDING_CALCULATION'])) as Asked<{
    verdicts: ReadonlyArray<unknown>
    totals: object
  }>
  expect([json.verdicts.length, Object.keys(json.totals).length]).toEqual([1, 3])
})

test('explain --csv is RFC 4180 that no spreadsheet runs', async () => {
  const { exit, stdout } = await desk.run(['explain', 'c-1', '--csv'])
  const rows = stdout.split('\r\n')
  expect(exit).toBe(0)
  expect(rows[0]).toBe(
    'spendId,occurredAt,recordedAt,amount,currency,qualifyingAmount,verdict,rule,runningTotal,why,position,source,id',
  )
  expect(rows[4]).toMatch(
    /^'=SUM\(A1\),2026-03-05T03:00:00.000Z,2026-03-10T00:00:00.000Z,0.000001,JPY,0.000001,COUNTED,R28,10000,/,
  )
  expect(rows).toHaveLength(7)
  expect(await desk.refusal(['explain', 'c-1', '--csv'])).toMatchObject({ exit: 2, code: 'OPTIONS_CONFLICT' })
})

test('people see the bar, the sums and the dates; a pipe gets no colours', async () => {
  const { stdout, stderr } = await desk.run(['progress', 'c-1', ...AT_NOW])
  expect(stderr).toBe('')
  expect(stdout).not.toContain('\u001b')
  for (const part of [
    'spend 10,000 JPY, get 5,000 JPY',
    'credited',
    `[${'█'.repeat(40)}]`,
    'reported    10,070 JPY',
    'pending         70 JPY',
  ]) {
    expect(stdout).toContain(part)
  }
  const explained = await desk.run(['explain', 'c-1'])
  expect(explained.stdout).toMatch(/all that was recorded +10,970 JPY/)
})

test('rebuild, verify and doctor', async () => {
  const rebuilt = await desk.ask(['rebuild', 'qualifying-spend'])
  expect(rebuilt).toMatchObject({ exit: 0, json: { events: 10, projections: ['qualifying-spend'] } })
  expect(Object.keys(rebuilt.json)).toEqual(expect.arrayContaining(['seconds', 'eventsPerSecond']))
  const verified = await desk.ask(['verify'])
  expect(verified).toMatchObject({ exit: 0, json: { ok: true, events: 10, head: { position: 10 }, problems: [] } })
  const examined = (await desk.ask(['doctor', ...AT_NOW])) as Asked<{
    checks: ReadonlyArray<{ check: string; ok: boolean; found: string; advice: string | null }>
  }>
  expect(examined.exit).toBe(0)
  expect(examined.json.checks.map(({ check, ok }) => [check, ok])).toEqual(
    ['node', 'configuration', 'store path', 'disk', 'file mode', 'sqlite', 'log', 'read model', 'clock'].map((check) => [
      check,
      true,
    ]),
  )
})

test('doctor says what to do about each failure', async () => {
  const behind = (await desk.ask(['doctor', '--now', '2026-03-09T00:00:00Z'])) as Asked<{
    ok: boolean
    checks: ReadonlyArray<{ check: string; ok: boolean; advice: string | null }>
  }>
  expect(behind.exit).toBe(1)
  expect(behind.json.checks.filter(({ ok }) => !ok).map(({ check, advice }) => [check, typeof advice])).toEqual([
    ['clock', 'string'],
  ])
  const misconfigured = (await desk.ask(['doctor'], {
    env: { EARNBACK_CALCULATION_LAG: '3h' },
  })) as Asked<{ checks: ReadonlyArray<{ check: string; ok: boolean }> }>
  expect(misconfigured.exit).toBe(1)
  expect(misconfigured.json.checks.map(({ check, ok }) => [check, ok])).toEqual([
    ['node', true],
    ['configuration', false],
  ])
})

test('the settings come from the environment', async () => {
  const other = new Desk()
  const env = { EARNBACK_CALCULATION_LAG: 'PT0S', EARNBACK_GRANT_AUTHORITY: 'platform' }
  await other.ask(['ingest', '-', ...AT_NOW], { stdin: [issued(), activated(), spent('s', '10000')].map(line).join('') })
  const { json } = (await other.ask(['calculate', ...AT_NOW], { env })) as Asked<{ decisions: ReadonlyArray<{ type: string }> }>
  expect(json).toMatchObject({ through: '2026-03-10T00:00:00.000Z' })
  expect(json.decisions.map(({ type }) => type)).toEqual(['ThresholdMet'])
  other.remove()
})

test('a reader that closes the pipe early is no failure', async () => {
  const { child, ended } = desk.start(['explain', 'c-1', '--all'])
  child.stdout?.destroy()
  expect(await ended).toMatchObject({ exit: 0, stderr: '' })
})
