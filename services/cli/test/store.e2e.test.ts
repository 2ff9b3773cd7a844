import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import { type Asked, activated, BIN, Desk, issued, line, spent } from './earnback'

/** The adapter's own SQLite, to do to a file what only an outsider would. */
const Sqlite = createRequire(require.resolve('@earnback/event-store-sqlite'))('better-sqlite3') as typeof BetterSqlite3

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

const manySpends = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, at) => line(spent(`s-${from + at}`, '1', '2026-03-03T12:00:00+09:00'))).join('')

const tamper = (sql: string): void => {
  const db = new Sqlite(desk.db)
  db.exec(sql)
  db.close()
}

const reported = async (): Promise<unknown> => (await desk.ask(['progress', 'c-1'])).json.reported

const takeInCoupon = (): Promise<unknown> => desk.ask(['ingest', '-'], { stdin: [issued(), activated()].map(line).join('') })

describe('a store that can not be used is named, and nothing is touched', () => {
  test('a folder', async () => {
    mkdirSync(desk.db)
    expect(await desk.refusal(['calculate'])).toMatchObject({ exit: 2, code: 'STORE_NOT_A_FILE' })
  })

  test('a file of something else', async () => {
    writeFileSync(desk.db, 'dear diary')
    expect(await desk.refusal(['calculate'])).toMatchObject({ exit: 2, code: 'STORE_NOT_OURS' })
    expect(readFileSync(desk.db, 'utf8')).toBe('dear diary')
  })

  test('the database of another program', async () => {
    tamper('CREATE TABLE diary (entry TEXT)')
    expect(await desk.refusal(['calculate'])).toMatchObject({ exit: 2, code: 'STORE_NOT_OURS' })
  })

  test('a store of a newer version', async () => {
    await takeInCoupon()
    tamper('UPDATE meta SET format = 99')
    expect(await desk.refusal(['progress', 'c-1'])).toMatchObject({ exit: 2, code: 'STORE_NEWER' })
    const { exit, stdout, stderr } = await desk.run(['progress', 'c-1'])
    expect([exit, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/error STORE_NEWER: .*\n→ use the version of Earnback that wrote it/)
  })

  test('a place where this user may not write', async () => {
    const isRoot = process.getuid?.() === 0
    const locked = join(desk.folder, 'locked')
    if (!isRoot) mkdirSync(locked, { mode: 0o500 })
    // Nobody makes files in /sys, not even root.
    const path = isRoot ? '/sys/earnback.db' : join(locked, 'store.db')
    expect(await desk.refusal(['calculate', '--store', `sqlite:${path}`])).toMatchObject({ exit: 2, code: 'STORE_READ_ONLY' })
    if (!isRoot) chmodSync(locked, 0o700)
  })
})

describe('input that is none is refused before anything is written', () => {
  test.each([
    ['an empty file', 'EMPTY_INPUT', () => desk.file('empty.ndjson', '')],
    ['a file of blank lines', 'EMPTY_INPUT', () => desk.file('blank.ndjson', '\n  \n')],
    ['a file that is not there', 'INPUT_NOT_FOUND', () => join(desk.folder, 'nowhere.ndjson')],
    ['a folder', 'INPUT_IS_FOLDER', () => desk.folder],
    ['an empty standard input', 'EMPTY_INPUT', () => '-'],
  ])('%s', async (_, code, input) => {
    const refused = await desk.refusal(['ingest', input()])
    expect(refused).toMatchObject({ exit: 2, code })
    expect(refused.message).toContain(input() === '-' ? 'standard input' : input())
  })

  test('every wrong file is named, and the good one beside them is not taken in', async () => {
    const good = desk.file('good.ndjson', line(issued()))
    const { json } = (await desk.ask(['ingest', good, desk.file('empty', ''), desk.folder])) as Asked<{
      error: { problems: ReadonlyArray<{ code: string }> }
    }>
    expect(json.error.problems.map(({ code }) => code)).toEqual(['EMPTY_INPUT', 'INPUT_IS_FOLDER'])
    expect(existsSync(desk.db)).toBe(false)
  })

  test('a line without end is no source of records', async () => {
    const file = desk.file('endless', Buffer.alloc(66 * 1_048_576, 'x'))
    expect(await desk.refusal(['ingest', file])).toMatchObject({ exit: 2, code: 'RECORD_OVER_LIMIT' })
  })
})

describe('verify finds what was changed from outside', () => {
  beforeEach(async () => {
    await takeInCoupon()
    await desk.ask(['ingest', '-'], { stdin: manySpends(10) })
    await desk.ask(['progress', 'c-1'])
  })

  test('in the log', async () => {
    tamper(
      "DROP TRIGGER batch_never_changes; UPDATE batch SET body = CAST(replace(CAST(body AS TEXT), 'JPY', 'JPX') AS BLOB) WHERE first_position = 1",
    )
    const { exit, json } = (await desk.ask(['verify'])) as Asked<{
      ok: boolean
      problems: ReadonlyArray<{ code: string; where: string; message: string }>
    }>
    expect([exit, json.ok]).toEqual([1, false])
    expect(json.problems.length).toBeGreaterThan(0)
    const { exit: plainExit, stdout } = await desk.run(['verify'])
    expect(plainExit).toBe(1)
    expect(stdout).toContain(`  ${json.problems[0]?.code}  ${json.problems[0]?.where}: `)
  })

  test('in a read model, and rebuild makes it good', async () => {
    tamper(`UPDATE view_row SET json = replace(json, '"reported":"10000000"', '"reported":"99000000"') WHERE key = 'coupon:c-1'`)
    expect(await desk.ask(['verify'])).toMatchObject({ exit: 1, json: { ok: false } })
    expect(await desk.refusal(['progress', 'c-1'])).toMatchObject({ exit: 1, code: 'STORE_CORRUPT' })
    expect(await desk.ask(['rebuild'])).toMatchObject({ exit: 0 })
    expect(await desk.ask(['verify'])).toMatchObject({ exit: 0, json: { ok: true } })
    expect(await reported()).toEqual({ amount: '10', currency: 'JPY' })
  })

  test('a store that is not there is not in order', async () => {
    const path = join(desk.folder, 'typo.db')
    expect(await desk.ask(['verify', '--store', `sqlite:${path}`])).toMatchObject({
      exit: 1,
      json: { ok: false, problems: [{ code: 'STORE_MISSING' }] },
    })
    expect(existsSync(path)).toBe(false)
  })
})

describe('nothing is lost and nothing is doubled', () => {
  const EVENTS = 20_000

  test('when two processes take the same and other files in at once', async () => {
    await takeInCoupon()
    const shared = desk.file('shared.ndjson', manySpends(EVENTS))
    const own = desk.file('own.ndjson', manySpends(EVENTS, EVENTS))
    const reports = await Promise.all([desk.ask(['ingest', shared, own]), desk.ask(['ingest', own, shared])])
    expect(reports.map(({ exit }) => exit)).toEqual([0, 0])
    const stored = reports.reduce((sum, { json }) => sum + Number(json.stored), 0)
    expect(stored).toBe(2 * EVENTS)
    expect(await reported()).toEqual({ amount: String(2 * EVENTS), currency: 'JPY' })
    expect(await desk.ask(['verify'])).toMatchObject({ exit: 0, json: { ok: true, events: 2 * EVENTS + 2 } })
  })

  test('when the process is killed in the midst of taking in, and the file goes in again', async () => {
    await takeInCoupon()
    const file = desk.file('feed.ndjson', manySpends(4 * EVENTS))
    const sizeBefore = statSync(desk.db).size
    const { child, ended } = desk.start(['ingest', file])
    while (!hasGrown(sizeBefore)) await new Promise((resolve) => setTimeout(resolve, 2))
    child.kill('SIGKILL')
    expect((await ended).signal).toBe('SIGKILL')
    const again = await desk.ask(['ingest', file])
    expect(again.json).toMatchObject({ read: 4 * EVENTS, quarantined: 0 })
    expect(Number(again.json.duplicates)).toBeGreaterThan(0)
    expect(Number(again.json.stored)).toBeGreaterThan(0)
    expect(await reported()).toEqual({ amount: String(4 * EVENTS), currency: 'JPY' })
    expect(await desk.ask(['verify'])).toMatchObject({ exit: 0, json: { ok: true, events: 4 * EVENTS + 2 } })
  })

  /** An append of 1,000 such events writes less than half of this, so that by then the first is committed whole. */
  const SEVERAL_APPENDS_BYTES = 1_000_000
  const hasGrown = (before: number): boolean => {
    const wal = `${desk.db}-wal`
    const written = (existsSync(wal) ? statSync(wal).size : 0) + statSync(desk.db).size - before
    return written > SEVERAL_APPENDS_BYTES
  }
})

describe('a disk that is full', () => {
  const EVENTS = 20_000
  const namespace = process.getuid?.() === 0 ? ['-m'] : ['-rm']
  const canMount = spawnSync('unshare', [...namespace, 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']).status === 0
  const onLinux = canMount ? test : test.skip

  onLinux('is named, and once there is space again nothing is missing', () => {
    const feed = desk.file('feed.ndjson', [issued(), activated()].map(line).join('') + manySpends(EVENTS))
    const disk = join(desk.folder, 'disk')
    mkdirSync(disk)
    const script = `
      mount -t tmpfs -o size=1m tmpfs "$DISK" || exit 99
      earnback() { "$NODE" "$BIN" --json --store "sqlite:$DISK/store.db" "$@"; printf '%s\\n' "$?"; }
      earnback ingest "$FEED"
      earnback doctor >&2
      mount -o remount,size=200m "$DISK"
      earnback verify
      earnback ingest "$FEED"
      earnback progress c-1
      earnback verify`
    const env = { PATH: process.env.PATH, DISK: disk, NODE: process.execPath, BIN, FEED: feed }
    const { stdout, stderr } = spawnSync('unshare', [...namespace, 'sh', '-c', script], { env, encoding: 'utf8' })
    const said = stdout.trim().split('\n')
    const json = said.filter((_, at) => at % 2 === 0).map((text) => JSON.parse(text) as Record<string, never>)
    expect({ exits: said.filter((_, at) => at % 2 === 1), stderr: stderr.includes('"check":"disk","ok":false') }).toEqual({
      exits: ['2', '0', '0', '0', '0'],
      stderr: true,
    })
    expect(json[0]).toMatchObject({ error: { code: 'STORE_FULL' } })
    expect(json[1]).toMatchObject({ ok: true })
    expect(json[2]).toMatchObject({ read: EVENTS + 2, quarantined: 0 })
    expect(json[3]).toMatchObject({ reported: { amount: String(EVENTS), currency: 'JPY' } })
    expect(json[4]).toMatchObject({ ok: true, events: EVENTS + 2 })
  })
})
