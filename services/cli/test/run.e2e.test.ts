import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { activated, Desk, issued, line, type Said, spent } from './earnback'

interface Logged {
  readonly event: string
  readonly [field: string]: unknown
}

/** The window is open then. */
const AT_NOW = ['--now', '2026-03-10T00:00:00Z']

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

const logIn = ({ stderr }: Said): ReadonlyArray<Logged> =>
  stderr
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Logged)

test('run --once takes in what is there, calculates, and stops', async () => {
  const inbox = join(desk.folder, 'inbox')
  mkdirSync(inbox)
  desk.file('inbox/1.ndjson', [issued(), activated()].map(line).join(''))
  desk.file('inbox/2.jsonl', `${line(spent('s-1', '10000'))}nonsense\n${line(spent('s-2', '1')).slice(0, -40)}`)
  desk.file('inbox/notes.txt', 'not a record')
  const said = await desk.run(['run', '--once', inbox, '--json', ...AT_NOW])
  expect(said.exit).toBe(0)
  expect(JSON.parse(said.stdout)).toEqual({
    read: 4,
    stored: 3,
    duplicates: 0,
    quarantined: 1,
    reasons: { NOT_JSON: 1 },
    runs: 1,
    decisions: 2,
    through: '2026-03-09T21:00:00.000Z',
  })
  expect(logIn(said).map(({ event }) => event)).toEqual(['started', 'batch', 'run', 'decision', 'decision', 'stopped'])
  const causes = logIn(said).flatMap(({ event, cause }) => (event === 'decision' ? [cause] : []))
  const file = join(inbox, '2.jsonl')
  const cause = { spendId: 's-1', source: 'platform', id: 's-1', position: 3, origin: { file, line: 1 }, record: `${file}:1` }
  expect(causes).toEqual([cause, cause])
  expect(await desk.refusal(['run', '--once', join(desk.folder, 'nowhere')])).toMatchObject({ exit: 2, code: 'INPUT_NOT_FOUND' })
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  'run follows a file as it grows, calculates on schedule, and ends well on %s',
  async (signal) => {
    const file = desk.file('feed.ndjson', [issued(), activated()].map(line).join(''))
    const running = desk.start(['run', file, '--json', ...AT_NOW], {
      env: { EARNBACK_CALCULATION_EVERY: 'PT1S', EARNBACK_CALCULATION_LAG: 'PT0S' },
    })
    await running.told((log) => log.includes('"event":"run"'))
    appendFileSync(file, line(spent('s-1', '10000', '2026-03-03T12:00:00+09:00')).slice(0, 50))
    appendFileSync(file, line(spent('s-1', '10000', '2026-03-03T12:00:00+09:00')).slice(50))
    await running.told((log) => log.includes('ThresholdMet'))
    const asked = Date.now()
    running.child.kill(signal)
    const said = await running.ended
    expect(Date.now() - asked).toBeLessThan(5_000)
    expect(said).toMatchObject({ exit: 0, signal: null })
    expect(JSON.parse(said.stdout)).toMatchObject({ read: 3, stored: 3, quarantined: 0 })
    expect(logIn(said).at(-1)).toMatchObject({ event: 'stopped' })
    expect(await desk.ask(['verify'])).toMatchObject({ exit: 0, json: { ok: true } })
  },
)

test('without a source only the schedule runs, and another process may take in beside it', async () => {
  const running = desk.start(['run', ...AT_NOW], { env: { EARNBACK_CALCULATION_EVERY: 'PT1S' } })
  await running.told((log) => log.includes('calculated through'))
  expect(
    await desk.ask(['ingest', '-', ...AT_NOW], { stdin: [issued(), activated(), spent('s-1', '10000')].map(line).join('') }),
  ).toMatchObject({ exit: 0 })
  let stderr = ''
  await running.told((log) => (stderr = log).includes('CreditGranted'))
  expect(stderr).toMatch(
    /ThresholdMet {2}c-1: 10,000 JPY of 10,000 JPY, met at \S+ by spend s-1 \(position 4, standard input:3\)\n/,
  )
  expect(stderr).toMatch(/CreditGranted {2}c-1: 5,000 JPY to account acct-1, by spend s-1 \(position 4, standard input:3\)\n/)
  running.child.kill('SIGTERM')
  expect(await running.ended).toMatchObject({ exit: 0 })
})
