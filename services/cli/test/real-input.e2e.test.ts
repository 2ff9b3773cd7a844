import { type Asked, activated, Desk, issued, line } from './earnback'

const LINES = 4_000
const REPEATS = 12
const ACTIVATED_AT = Date.parse('2013-10-21T20:00:00+08:00')

interface Row {
  readonly id: string
  readonly at: number
  readonly micros: number
}

const withOffset = (millis: number): string => `${new Date(millis + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`

const EVERY = Math.floor(LINES / (REPEATS + 1))

/**
 * Impressions as an export has them: cheap, out of order, some at the same instant, and a few ids told twice with other times,
 * here and there, so that many batches are followed by one that is set aside.
 */
const generated = (): { readonly firsts: ReadonlyArray<Row>; readonly all: ReadonlyArray<Row> } => {
  const firsts = Array.from({ length: LINES - REPEATS }, (_, at) => ({
    id: `imp-${((at * 7_919) % 99_991).toString(16)}`,
    at: at % 1_000 === 3 ? ACTIVATED_AT : ACTIVATED_AT + (((at * 104_729) % 14_400) - 7_200) * 1_000 + (at % 997),
    micros: [2_940, 2_770, 10_110][at % 3] ?? 0,
  }))
  const all = firsts.flatMap((row, at) =>
    at % EVERY === EVERY - 1 && at / EVERY < REPEATS ? [row, { ...row, at: row.at + 1 }] : [row],
  )
  return { firsts, all }
}

test('a spend export of 4,000 rows with 12 conflicting repeats comes to what three independent lines add up to', async () => {
  const desk = new Desk()
  const { firsts, all: rows } = generated()
  const csv = [
    'spend_id,occurred_at,account_id,amount_cny,currency',
    ...rows.map(({ id, at, micros }) => `${id},${withOffset(at)},acct-1,${(micros / 1e6).toFixed(6)},CNY`),
  ]
  const file = desk.file('spend.csv', `${csv.join('\n')}\n`)
  const ingest = ['ingest', '--csv', '--map', 'amount=amount_cny', file]

  expect(await desk.ask(ingest)).toEqual({
    exit: 0,
    json: { read: LINES, stored: LINES - REPEATS, duplicates: 0, quarantined: REPEATS, reasons: { ID_CONFLICT: REPEATS } },
  })
  expect((await desk.ask(ingest)).json).toMatchObject({ stored: 0, duplicates: LINES - REPEATS, quarantined: REPEATS })
  expect(((await desk.ask(['quarantine', 'list'])) as Asked<{ entries: unknown[] }>).json.entries).toHaveLength(REPEATS)

  const offer = { threshold: { amount: '5', currency: 'CNY' }, reward: { amount: '5', currency: 'CNY' } }
  await desk.ask(['ingest', '-'], {
    stdin: [issued('c-1', offer), activated('c-1', '2013-10-21T20:00:00+08:00')].map(line).join(''),
  })
  // The offer was received long after 2013, so the activation comes before its receipt: accepted, with a finding.
  await desk.ask(['calculate'])

  const sum = (of: ReadonlyArray<Row>): string => String(of.reduce((total, { micros }) => total + micros, 0) / 1e6)
  const counted = sum(firsts.filter(({ at }) => at > ACTIVATED_AT))

  const progress = await desk.ask(['progress', 'c-1'])
  expect(progress.json).toMatchObject({ reported: { amount: counted, currency: 'CNY' }, calculated: { amount: counted } })
  const { json } = (await desk.ask(['explain', 'c-1'])) as Asked<{
    verdicts: ReadonlyArray<{ verdict: string }>
    totals: Record<string, { amount: string }>
  }>
  expect(json.verdicts).toHaveLength(LINES - REPEATS)
  expect(json.totals.COUNTED?.amount).toBe(counted)
  expect(json.totals.BEFORE_ACTIVATION?.amount).toBe(sum(firsts.filter(({ at }) => at < ACTIVATED_AT)))
  expect(json.totals.AT_ACTIVATION_INSTANT?.amount).toBe(sum(firsts.filter(({ at }) => at === ACTIVATED_AT)))
  expect(await desk.ask(['verify'])).toMatchObject({ exit: 0, json: { ok: true } })
  desk.remove()
})

describe('a spend export that is not what it was said to be', () => {
  let desk: Desk
  beforeAll(() => {
    desk = new Desk()
  })
  afterAll(() => desk.remove())

  test('is refused before any file was taken in', async () => {
    const good = desk.file('good.csv', 'spend_id,occurred_at,account_id,amount,currency\na,2026-03-01T00:00:00Z,acct-1,1,JPY\n')
    const wrong = desk.file('wrong.csv', 'id,when,account_id,amount_cny,currency\n')
    expect(await desk.refusal(['ingest', '--csv', good, wrong])).toMatchObject({ exit: 2, code: 'CSV_COLUMN_MISSING' })
    expect(await desk.ask(['verify'])).toMatchObject({ json: { events: 0 } })
  })

  test('an export without rows is no mistake, an empty file is one', async () => {
    const header = desk.file('header.csv', 'spend_id,occurred_at,account_id,amount,currency\n')
    expect(await desk.ask(['ingest', '--csv', header])).toMatchObject({ exit: 0, json: { read: 0 } })
    expect(await desk.refusal(['ingest', '--csv', desk.file('empty.csv', '')])).toMatchObject({ exit: 2, code: 'EMPTY_INPUT' })
    expect(await desk.refusal(['ingest', '--csv', '-'])).toMatchObject({ exit: 2 })
  })
})
